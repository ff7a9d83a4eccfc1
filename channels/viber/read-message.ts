/** What does a message of a person say? Its words, and its files as references; what is neither is put into words: nothing somebody sent is left out. */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import type { IncomingAttachment } from '../contract/normalised-event.ts';
import { fileName, remoteFile } from '../contract/provider-file.ts';
import { isKeptAtViber } from './fetch-media.ts';
import type { ViberAccount } from './viber-account.ts';
import { fetchBytes, mediaLifeMs } from './viber-description.ts';

const text = z.string().nullish();
const size = z.number().nonnegative().optional().catch(undefined);

export const viberMessage = z.looseObject({
  type: z.string(),
  /** With Viber’s own emoticons as it names them: “(heart)”. */
  text,
  /** The address of a file, or one that was sent as such. */
  media: text,
  file_name: text,
  /** In bytes; the documentation says one, what comes the other. */
  file_size: size,
  size,
  location: z.looseObject({ lat: z.number(), lon: z.number() }).nullish(),
  contact: z.looseObject({ name: text, phone_number: text }).nullish(),
  /** Of a card with buttons: what older versions of Viber show. */
  alt_text: text,
});
export type ViberMessage = z.output<typeof viberMessage>;

export interface Said {
  readonly text: string;
  readonly attachments: readonly IncomingAttachment[];
}

/** Whose bot it came to, and when. */
interface Arrived {
  readonly account: Pick<ViberAccount, 'apiRoot'>;
  readonly receivedAt: Instant;
}

/** What files are called that have no name of their own. */
const endings: ReadonlyMap<string, string> = new Map([
  ['picture', 'jpg'],
  ['video', 'mp4'],
  ['file', 'bin'],
]);

/** Null: a kind we do not know. Empty where it has nothing in it. */
export function readMessage(message: ViberMessage, arrived: Arrived): Said | null {
  const { type, location } = message;
  if (endings.has(type)) return fromFile(message, arrived);
  if (type === 'sticker') return words('[sticker]');
  if (type === 'location') return words(location ? `${location.lat}, ${location.lon}` : '');
  const said = linesOf(message);
  return said === null ? null : words(said.join('\n'));
}

const words = (said: string): Said => ({ text: said, attachments: [] });
const present = (...lines: readonly (string | null | undefined)[]): string[] => lines.filter((line): line is string => !!line);

function linesOf({ type, text: said, media, contact, alt_text: instead }: ViberMessage): readonly string[] | null {
  if (type === 'text') return present(said);
  if (type === 'url') return [...new Set(present(said, media))];
  if (type === 'contact') return present(oneLine(contact?.name ?? ''), oneLine(contact?.phone_number ?? ''));
  if (type === 'rich_media') return present(said ?? instead ?? '[card]');
  return null;
}

/** With the words beneath it. */
function fromFile(message: ViberMessage, { account, receivedAt }: Arrived): Said {
  const { media, type, text: caption } = message;
  const name = nameOf(message);
  const sizeBytes = message.file_size ?? message.size;
  const instead = (why: string): Said => words(present(caption, why).join('\n'));
  if (!media) return instead(`[${name}: Viber did not say where it is]`);
  if ((sizeBytes ?? 0) > fetchBytes) return instead(`[${name}: larger than 25 MB]`);
  // Forwarded from elsewhere: its address is shown, and nothing is fetched from there.
  if (!isKeptAtViber(media, account)) return instead(`[${type}: ${oneLine(media)}]`);
  const file = remoteFile({ name, mime: mimeOf(type, name), sizeBytes, providerRef: media });
  const content = { kind: 'remote', providerRef: media, expiresAt: receivedAt + mediaLifeMs } as const;
  return { text: caption ?? '', attachments: [{ ...file, content }] };
}

/** A film that has no name is called “null”. */
function nameOf({ type, file_name: given }: ViberMessage): string {
  return fileName(given === 'null' ? null : given, `${type}.${endings.get(type) ?? 'bin'}`);
}

const pictureKinds: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['gif', 'image/gif'],
]);

/** Viber does not say; what it is, is looked at when it has come. */
function mimeOf(type: string, name: string): string | undefined {
  if (type === 'video') return 'video/mp4';
  return type === 'picture' ? (pictureKinds.get(name.split('.').at(-1)?.toLowerCase() ?? '') ?? 'image/jpeg') : undefined;
}
