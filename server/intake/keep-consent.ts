/** Do they want messages there? Whoever asks for silence by the words of their channel gets nothing more, until they ask for it again. */
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import type { Here } from '../platform/here.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { liftAsked, suppress } from '../suppression/suppression.ts';

/** Their words come in like any others. */
export async function keepConsent(here: Here, event: MessageEvent | null): Promise<void> {
  const { platform, tx, workspaceId, at } = here;
  if (!event?.consent) return;
  const canonical = canonicalIdentity(event.sender.scheme, event.sender.value);
  if (isRefusal(canonical)) return;
  if (event.consent === 'start') {
    if (await liftAsked(tx, workspaceId, canonical)) await tell(here, canonical, false);
    return;
  }
  const row = { id: platform.clock.newId<'suppression'>(), address: canonical, why: 'asked', detail: null, delivery_id: null } as const;
  await suppress(tx, workspaceId, { ...row, suppressed_at: at });
  await tell(here, canonical, true);
}

function tell(here: Here, address: string, suppressed: boolean): Promise<void> {
  return appendEvents(here, [{ type: 'suppression.changed', audience: 'desk', actor: 'system', payload: { address, suppressed } }]).then(
    () => undefined,
  );
}
