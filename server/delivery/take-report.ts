/**
 * A mail reports about a mail of ours: bounce, delay, receipt, complaint. Is it proved to be about one, and what follows? It is believed only
 * with a return path or a Message-ID that we made (attack 26); everything else changes nothing here and is an ordinary mail.
 */
import { afterReport, type AfterReport } from '@meanwhile/core/delivery/after-report.ts';
import type { DeliveryReport, ReportedRecipient } from '@meanwhile/channels/contract/delivery-report.ts';
import { deliveryOfReturnPath } from '../channel-registry.ts';
import type { DeliveryFacts } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { dropItem } from '../platform/jobs/work-item.ts';
import { appendEvents, type NewEvent } from '../platform/stream/append-event.ts';
import { suppress } from '../suppression/suppression.ts';
import { cameBack } from './came-back.ts';
import { lockDelivery } from './delivery.store.ts';
import { deliveriesOfMail, saveReported } from './report.store.ts';
import { deliveryChanged } from './delivery-event.ts';

const nobody: ReportedRecipient = { address: null, status: null, permanence: 'unknown', reason: 'other', diagnostic: '' };

/** True when it was about a mail of ours: then it is no message of anybody's, opens no case and is answered by nobody. */
export async function takeReport(here: Here, report: DeliveryReport): Promise<boolean> {
  const found = await deliveryMeant(here, report);
  if (found === null) return false;
  const delivery = await lockDelivery(here.tx, here.workspaceId, found.id);
  if (delivery === undefined) return true;
  const about =
    report.recipients.find((one) => one.address === delivery.recipient) ?? report.recipients.find((one) => one.address === null);
  // A report that names only others is about a copy of theirs: a forwarder's, a list's. With our return path it is ours all the same.
  const recipient = about ?? report.recipients[0] ?? nobody;
  const after = afterReport(delivery.state, { kind: report.kind, permanence: recipient.permanence, reason: recipient.reason });
  if (after === null) return true;
  // Forwarded to an address that is dead, theirs is not: only the one we wrote to is stopped.
  await write(here, delivery, recipient, about === undefined && report.recipients.length > 0 ? { ...after, suppress: null } : after);
  return true;
}

async function deliveryMeant({ platform, tx, workspaceId }: Here, report: DeliveryReport): Promise<{ id: string } | null> {
  for (const address of report.deliveredTo) {
    const id = deliveryOfReturnPath(platform.keys, address.slice(0, address.lastIndexOf('@')), workspaceId);
    if (id !== null) return { id };
  }
  if (report.aboutMessageId === null) return null;
  const deliveries = await deliveriesOfMail(tx, workspaceId, report.aboutMessageId);
  return deliveries.find((one) => report.recipients.some((recipient) => recipient.address === one.recipient)) ?? deliveries[0] ?? null;
}

async function write(here: Here, delivery: DeliveryFacts, recipient: ReportedRecipient, after: AfterReport): Promise<void> {
  const { platform, tx, workspaceId, at } = here;
  const detail = recipient.diagnostic === '' ? recipient.status : recipient.diagnostic;
  const outcome = {
    code: recipient.status ?? after.cause ?? 'reported',
    ...(detail === null ? {} : { detail }),
    ...(after.cause === null ? {} : { cause: after.cause }),
  };
  const saved = await saveReported(tx, workspaceId, delivery, { state: after.state as DeliveryFacts['state'], outcome, at });
  await dropItem(tx, workspaceId, 'delivery', delivery.id);
  const events: NewEvent[] = [{ ...deliveryChanged(saved), actor: 'system' }];
  if (after.suppress !== null) {
    const row = {
      id: platform.clock.newId<'suppression'>(),
      address: delivery.recipient,
      why: after.suppress,
      detail,
      delivery_id: delivery.id,
    };
    await suppress(tx, workspaceId, { ...row, suppressed_at: at });
    events.push({
      type: 'suppression.changed',
      audience: 'desk',
      actor: 'system',
      subjectId: delivery.id,
      payload: { address: delivery.recipient, suppressed: true },
    });
  }
  if (after.comesBack && delivery.kind === 'reply') events.push(...(await cameBack(here, saved)));
  await appendEvents(here, events);
}
