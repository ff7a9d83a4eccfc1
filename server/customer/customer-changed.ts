/** Who hears that a customer is another one than before? The desk's screens and the log, in the transaction of the change; by the customer's own hand. */
import type { Here } from '../platform/here.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { presentCustomers } from './customer.store.ts';

/** `merged` says who went into whom. */
export async function tellCustomerChanged(
  here: Here,
  customerId: string,
  merged?: { readonly fromId: string; readonly intoId: string; readonly reason?: string },
): Promise<void> {
  const [customer] = await presentCustomers(here.tx, here.workspaceId, [customerId]);
  if (customer === undefined) return;
  await appendEvents(here, [
    {
      type: 'customer.changed',
      audience: 'desk',
      actor: 'customer',
      conversationId: customer.conversationId,
      subjectId: customerId,
      payload: merged === undefined ? { customer } : { customer, did: 'merged', reason: null, ...merged },
    },
  ]);
}
