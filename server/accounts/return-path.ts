/** Where may a sign-in lead back to? To a path of our own desk and nowhere else (attack 81). */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';

/** `/inbox/next?x=1`, but not `//evil`, `/\evil`, `javascript:`, control characters or anything a URL parser would read as another host. */
export const returnPath = z
  .string()
  .max(limits.returnPathChars)
  .regex(/^\/(?![/\\])[\w\-./?=&%~+:@,]*$/)
  .refine((path) => !/%(?:0[ad]|5c)/i.test(path) && new URL(path, 'http://desk.invalid').host === 'desk.invalid');
