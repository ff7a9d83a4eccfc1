/** Which events does each webhook still have to hear? Reads the log from each endpoint's place and writes one delivery per event it wants. */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { giveUpWaiting, startEndpoint } from './webhook.store.ts';
import {
  dueDeliveries,
  eventsAfter,
  insertDeliveries,
  lockPlace,
  movePlace,
  type EndpointPlace,
  type LoggedEvent,
} from './webhook-reader.store.ts';

const readMax = stepLimits.logRows;
const dueMax = stepLimits.dueWebhooks;
/** A receiver that fails is asked one thing at a time until it answers again: what hangs there must not hold up others. */
const dueMaxWhenFailing = 1;

export interface Read {
  readonly due: string[];
  readonly isFailing: boolean;
  /** There may be more right away. */
  readonly full: boolean;
}

export async function readForEndpoint(platform: Platform, { workspace_id: workspaceId, row_id: endpointId }: EndpointPlace): Promise<Read> {
  const at = platform.clock.nowAt();
  return inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const place = await lockPlace(tx, workspaceId, endpointId);
    if (place === undefined) return { due: [], isFailing: false, full: false };
    if (place.cursor_epoch !== platform.epoch) {
      // The database was restored: its log is another one, and what had been waiting may have been delivered before.
      await giveUpWaiting(tx, workspaceId, endpointId, { why: 'restored', at });
      await startEndpoint(tx, workspaceId, endpointId, { epoch: platform.epoch, at });
      return { due: [], isFailing: false, full: false };
    }
    const events = await eventsAfter(tx, workspaceId, { xid: place.cursor_xid, n: place.cursor_n }, readMax);
    const last = events.at(-1);
    if (last !== undefined) {
      const wanted = events.filter((event) => isWanted(event, place.types));
      const rows = wanted.map((event) => ({
        id: platform.clock.newId<'webhook-delivery'>(),
        event_id: event.id,
        type: event.type,
        body: bodyOf(event),
      }));
      await insertDeliveries(tx, workspaceId, endpointId, { rows, at });
      await movePlace(tx, workspaceId, endpointId, last);
    }
    const isFailing = place.state === 'failing';
    const due = await dueDeliveries(tx, workspaceId, endpointId, { at, most: isFailing ? dueMaxWhenFailing : dueMax });
    return { due, isFailing, full: events.length === readMax };
  });
}

/** Never what one member alone may see, nor our own bookkeeping. */
function isWanted(event: LoggedEvent, types: readonly string[]): boolean {
  return (event.audience === 'everyone' || event.audience === 'desk') && (types.length === 0 || types.includes(event.type));
}

/** As Standard Webhooks advises: type, time and data at the top. `data` is the event as in `GET /api/v1/events`, without its cursor. */
function bodyOf(event: LoggedEvent): string {
  const at = new Date(event.at).toISOString();
  return JSON.stringify({
    type: event.type,
    timestamp: at,
    data: {
      id: event.id,
      type: event.type,
      at,
      conversationId: event.conversation_id,
      caseId: event.case_id,
      channelId: event.channel_id,
      subjectId: event.subject_id,
      actor: event.actor,
      payload: event.payload ?? {},
    },
  });
}
