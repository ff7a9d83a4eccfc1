/**
 * Which writes of the desk are tried with a server that refuses and a line that is cut? All of them that change the screen themselves:
 * `desk-writes.test.ts` reads the desk and says which one is missing here. Forms wait for their answer (`sync/act.ts`); one stands for them.
 */
import { caseWrites } from './desk-writes-case.ts';
import { otherWrites } from './desk-writes-around.ts';
import { writingWrites } from './desk-writes-writing.ts';
import { incidentWrites } from './desk-writes-incident.ts';
import type { DeskWrite } from './desk-write.ts';

export const deskWrites: readonly DeskWrite[] = [...caseWrites, ...writingWrites, ...otherWrites, ...incidentWrites];
