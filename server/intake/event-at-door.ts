/** Which event of a provider's call is this row? The call was proved at the door, so that here it is only read again; the secret may have changed since. */
import { notAuthenticated, type NormalisedEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import type { AnyAdapter } from '../channel-registry.ts';
import type { StoredInbound } from './intake.store.ts';

const provedAtDoor = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;

export async function eventAtDoor(
  adapter: AnyAdapter,
  account: unknown,
  { row, bytes }: { readonly row: StoredInbound; readonly bytes: Uint8Array },
): Promise<NormalisedEvent | undefined> {
  if (row.envelope['report'] === true) return JSON.parse(Buffer.from(bytes).toString()) as NormalisedEvent;
  const raw = { bytes, receivedAt: row.received_at, accountKey: row.channel_id, headers: {}, url: null, envelope: null };
  const events = await adapter.inbound.parse(raw, account, provedAtDoor);
  return events[Number(row.envelope['event'] ?? 0)];
}
