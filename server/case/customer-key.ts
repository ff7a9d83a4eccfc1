/** How does an event name the customer who caused it, without naming an address? A short digest of the identity; stable, not reversible by reading. */
import { createHash } from 'node:crypto';

export function actorKey(workspaceId: string, scheme: string, value: string): string {
  return `customer:${createHash('sha256').update(`${workspaceId} ${scheme} ${value}`).digest('hex').slice(0, 24)}`;
}
