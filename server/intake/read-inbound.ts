/** What is in a stored row: words, what became of a message of ours, or something for a person to look at? */
import type { MessageEvent, NormalisedEvent, StatusEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { channelRegistry, isChannelType, type StoredChannel } from '../channel-registry.ts';
import { unseal } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { eventAtDoor } from './event-at-door.ts';
import type { StoredInbound } from './intake.store.ts';

/** `status`: it is about a message of ours, and nobody's words. */
interface Read {
  readonly event: MessageEvent | null;
  readonly status?: StatusEvent;
  readonly reason: string;
}

/** The message in the bytes, and the reason to show it to a person instead; empty where there is none. */
export async function readInbound(
  platform: Platform,
  row: StoredInbound,
  type: string | undefined,
  settings: Record<string, unknown> | undefined,
): Promise<Read> {
  if (type === undefined || !isChannelType(type)) return { event: null, reason: 'no_channel' };
  const entry = channelRegistry[type];
  // Read before: mail always, another message where it has files.
  if (entry.readFirst || row.parsed !== null || row.envelope['unreadable'] !== undefined) {
    const parsed = row.parsed as { event: NormalisedEvent } | null;
    const why = row.envelope['unreadable'];
    if (parsed === null) return { event: null, reason: typeof why === 'string' ? why : 'unreadable' };
    return asMessage(parsed.event, row);
  }
  const bytes = unseal(platform.keys, 'inbound', row.raw ?? (await platform.blobs.read(row.blob_key!)));
  const adapter = await entry.load();
  const channel: StoredChannel = { id: row.channel_id, type, settings: settings ?? {}, secrets: {} };
  const account = entry.accountOf(channel, platform);
  if (entry.description.inbound === 'webhook') {
    const event = await eventAtDoor(adapter, account, { row, bytes });
    return event === undefined ? { event: null, reason: 'unknown_event' } : asMessage(event, row);
  }
  const raw = { bytes, receivedAt: row.received_at, accountKey: row.channel_id, headers: {}, url: null, envelope: null };
  const verified = await adapter.inbound.verify(raw, account, undefined);
  if (!verified.ok) return { event: null, reason: 'forged' };
  const [event] = await adapter.inbound.parse(raw, account, verified);
  return event === undefined ? { event: null, reason: 'unknown_event' } : asMessage(event, row);
}

function asMessage(event: NormalisedEvent, row: StoredInbound): Read {
  if (event.type === 'status') return { event: null, status: event, reason: '' };
  if (event.type !== 'message') return { event: null, reason: 'unknown_event' };
  const released = row.envelope['released'] === true;
  if (released) return { event, reason: '' };
  if (event.tooComplex !== null) return { event: null, reason: 'too_complex' };
  if (event.authentication.dmarc === 'fail') return { event, reason: 'failed_authentication' };
  return { event, reason: '' };
}
