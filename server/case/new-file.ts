/** What is said of a file that has just come in: it waits for a scanner where there is one. What becomes of it then is `server/reply/scan.ts`. */
import type { ServerSettings } from '../platform/platform.ts';

/** The kind of `work.item` of a file that waits; its row is the attachment. */
export const scanKind = 'scan';

export function scanOfNewFile({ scanner }: Pick<ServerSettings, 'scanner'>): 'pending' | 'none' {
  return scanner === null ? 'none' : 'pending';
}
