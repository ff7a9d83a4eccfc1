/** Which thirty things are done every day, by which presses, and when has each been answered? The table is that of `docs/guide/agent.md`. */
import type { Action } from './everyday-action.ts';
import { caseActions } from './everyday-case.ts';
import { listActions } from './everyday-list.ts';
import { writingActions } from './everyday-writing.ts';

export const everyday: readonly Action[] = [...listActions, ...writingActions, ...caseActions].toSorted((a, b) => a.of - b.of);
