/**
 * What does a call of WhatsApp say? One body holds many events: messages, statuses and troubles of several numbers. Those of other numbers are
 * none of our business; everything else is read, or kept as unknown, by name. What one message says stands in `read-message.ts`.
 */
import { z } from 'zod';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import type { AuthenticationVerdict, NormalisedEvent } from '../contract/normalised-event.ts';
import { unknownEvent } from '../contract/unknown-event.ts';
import { notRead, plainName, troubleOf, type NotRead, type Surroundings } from './not-read.ts';
import { readMessage, sender } from './read-message.ts';
import { readStatus } from './read-status.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';

type Found = NormalisedEvent | NotRead;

const list = z.array(z.unknown()).optional();
const call = z.looseObject({ object: z.literal('whatsapp_business_account'), entry: z.array(z.unknown()) });
const entry = z.looseObject({ changes: z.array(z.unknown()) });
const change = z.looseObject({ field: z.string(), value: z.unknown() });
const metadata = z.looseObject({ metadata: z.looseObject({ phone_number_id: z.string() }) });
const messages = z.looseObject({ messages: list, statuses: list, errors: list, contacts: z.array(sender).optional().catch(undefined) });

export function readWebhook(raw: RawInbound, { phoneNumberId }: WhatsappAccount, authentication: AuthenticationVerdict): NormalisedEvent[] {
  const found = foundIn(jsonIn(raw.bytes), { raw, phoneNumberId, authentication });
  const events = found.map((one, part) =>
    one.type === 'notRead' ? unknownEvent(raw, { prefix: 'whatsapp', key: one.key, hint: one.hint, part }) : one,
  );
  // Said twice in one body is said once.
  const seen = new Set<string>();
  return events.filter(({ dedupeKey }) => !seen.has(dedupeKey) && seen.add(dedupeKey));
}

function foundIn(body: unknown, around: Surroundings): readonly Found[] {
  const read = call.safeParse(body);
  if (!read.success) return [notRead(null, 'not a call of WhatsApp')];
  return read.data.entry.flatMap((one) => {
    const known = entry.safeParse(one);
    return known.success
      ? known.data.changes.flatMap((each) => inChange(each, around))
      : [notRead(null, 'an entry in a shape we do not know')];
  });
}

function inChange(one: unknown, around: Surroundings): readonly Found[] {
  const read = change.safeParse(one);
  if (!read.success) return [notRead(null, 'a change in a shape we do not know')];
  const { field, value } = read.data;
  const named = metadata.safeParse(value);
  // An app is told of all numbers it serves, each of which has a channel of its own or none.
  if (named.success && named.data.metadata.phone_number_id !== around.phoneNumberId) return [];
  const said = messages.safeParse(value);
  if (field !== 'messages') return [notRead(null, plainName(field, 'something about the account'))];
  if (!named.success || !said.success) return [notRead(null, 'messages in a shape we do not know')];
  const { contacts = [], messages: written = [], statuses = [], errors = [] } = said.data;
  const found = [
    ...written.map((message) => readMessage(message, contacts, around)),
    ...statuses.map((status) => readStatus(status, around)),
    ...errors.map((error) => notRead(null, `WhatsApp reports trouble: ${troubleOf(error)}`)),
  ];
  return found.length === 0 ? [notRead(null, 'messages without a message')] : found.filter((event) => event !== null);
}
