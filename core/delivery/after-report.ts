/**
 * Somebody reports about a mail of ours: what follows? For the delivery, for the address, and for the case it belongs to. Whether the
 * report is about a mail of ours at all is proved before; a report that proves nothing changes nothing.
 */
import type { DeliveryState } from './outcome.ts';

export type ReportReason = 'noSuchAddress' | 'mailboxFull' | 'policy' | 'routing' | 'tooBig' | 'other';

export interface Reported {
  /** `delayed`: the other side goes on trying. `complaint`: the recipient called a mail of ours unwanted. */
  readonly kind: 'failed' | 'delayed' | 'delivered' | 'complaint';
  readonly permanence: 'permanent' | 'temporary' | 'unknown';
  readonly reason: ReportReason;
}

/** Why it did not arrive, for the words and the next step an agent reads. */
export type TroubleCause = ReportReason | 'delayed' | 'complaint';

export interface AfterReport {
  readonly state: DeliveryState;
  readonly cause: TroubleCause | null;
  /** We stop writing to the address until a person says otherwise. */
  readonly suppress: 'bounced' | 'complained' | null;
  /** Nobody has answered the customer after all: the case is ours again. */
  readonly comesBack: boolean;
}

/** Only a mail that may have left can come back; `sending` too, since a report may be faster than the answer of our own server. */
const hasLeft: readonly DeliveryState[] = ['sending', 'sent', 'delivered', 'unknown'];

/** Null: nothing changes. `failed` by temporary trouble is final as well: the other side has given up. */
export function afterReport(state: DeliveryState, { kind, permanence, reason }: Reported): AfterReport | null {
  if (!hasLeft.includes(state)) return null;
  if (kind === 'complaint') return { state, cause: 'complaint', suppress: 'complained', comesBack: false };
  if (kind === 'delivered') return state === 'delivered' ? null : { state: 'delivered', cause: null, suppress: null, comesBack: false };
  if (kind === 'delayed') return state === 'delivered' ? null : { state, cause: 'delayed', suppress: null, comesBack: false };
  const isDead = permanence === 'permanent' && reason === 'noSuchAddress';
  return { state: 'failed', cause: reason, suppress: isDead ? 'bounced' : null, comesBack: true };
}
