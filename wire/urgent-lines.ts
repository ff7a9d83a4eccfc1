/** What a shop's customers read first when they write of danger to somebody, or of a service being down. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { findings, keptBecause } from './live-words.ts';
import { plainLine, plainName } from './plain-name.ts';
import { instant } from './records.ts';

export const urgentKind = z.enum(['safety', 'outage']);
export const urgentLanguage = z.enum(['en', 'de', 'fr', 'es', 'pt', 'ja', 'ar']);
export const urgentLine = z.strictObject({
  kind: urgentKind,
  language: urgentLanguage,
  words: z.string(),
  /** A phone number or an address, put behind the words; empty where they say all. */
  route: z.string(),
  /** As it is shown while somebody writes, and once they have sent it. */
  atEntry: z.string(),
  received: z.string(),
  changedAt: instant,
  findings,
});
export const saveUrgentLine = z.strictObject({
  words: plainName(limits.urgentLineChars),
  route: plainLine(limits.nameChars).default(''),
  keptBecause,
});
export type UrgentLine = z.infer<typeof urgentLine>;
