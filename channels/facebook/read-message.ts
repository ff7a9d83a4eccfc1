/** What does a message of a person say? Its words, and its files as references; what is neither is put into words: nothing somebody sent is left out. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import type { IncomingAttachment } from '../contract/normalised-event.ts';
import { fileName, remoteFile } from '../contract/provider-file.ts';
import type { FacebookAccount } from './facebook-account.ts';
import { keptAt } from './fetch-file.ts';

const words = z.string().nullish().catch(null);
const titled = z.looseObject({ title: words });

/** As they come in messages; a field of another shape counts as none. */
const attachment = z.looseObject({
  type: z.string(),
  title: words,
  url: words,
  payload: z
    .looseObject({
      url: words,
      title: words,
      /** Of a booked appointment: requested, confirmed … */
      status: words,
      sticker_id: z.union([z.number(), z.string()]).nullish().catch(null),
      coordinates: z.looseObject({ lat: z.number(), long: z.number() }).nullish().catch(null),
      elements: z.array(titled).nullish().catch(null),
      product: z
        .looseObject({ elements: z.array(titled) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
type Attachment = z.output<typeof attachment>;

export const facebookMessage = z.looseObject({
  mid: z.string().regex(/^\S+$/).max(limits.providerIdChars),
  text: words,
  attachments: z.array(z.unknown()).nullish().catch(null),
  /** A ready answer that they chose; its words are in `text`. */
  quick_reply: z.looseObject({ payload: words }).nullish().catch(null),
  reply_to: z.looseObject({ mid: words }).nullish().catch(null),
});

export interface Said {
  readonly text: string;
  readonly attachments: readonly IncomingAttachment[];
}

/** What is fetched, and what such a file is called where its address does not say. */
const endings: Readonly<Record<string, string>> = { image: 'jpg', video: 'mp4', audio: 'mp4', file: 'bin', sticker: 'png' };

export function readMessage(message: z.output<typeof facebookMessage>, account: Pick<FacebookAccount, 'apiRoot'>): Said {
  const given = message.attachments ?? [];
  const read = given.slice(0, limits.attachmentCount).map((one) => attachment.safeParse(one));
  const known = read.flatMap((one) => (one.success ? [one.data] : []));
  const text = message.text ?? message.quick_reply?.payload ?? '';
  const said = withoutTwins(known).map((one) => (Object.hasOwn(endings, one.type) ? fileIn(one, account) : wordsOf(one, text)));
  const unread = given.length - known.length;
  const lines = [text, ...said.filter((one) => typeof one === 'string'), ...(unread === 0 ? [] : [`[${unread} more that we cannot read]`])];
  return { text: lines.filter((line) => line !== '').join('\n'), attachments: said.filter((one) => typeof one !== 'string') };
}

/** A sticker has come as an image too, with the same number or at the same place. */
function withoutTwins(attachments: readonly Attachment[]): readonly Attachment[] {
  const stickers = attachments.filter(({ type }) => type === 'sticker');
  const isTwin = ({ payload }: Attachment): boolean =>
    stickers.some((sticker) => payload?.sticker_id != null || (payload?.url != null && payload.url === sticker.payload?.url));
  return attachments.filter((one) => one.type !== 'image' || !isTwin(one));
}

function fileIn({ type, payload }: Attachment, account: Pick<FacebookAccount, 'apiRoot'>): IncomingAttachment | string {
  const address = payload?.url ?? '';
  const url = keptAt(address, account);
  if (url !== null) return remoteFile({ name: nameIn(url, type), mime: undefined, sizeBytes: undefined, providerRef: address });
  // Somebody else’s server: its address is shown, and nothing is fetched from there.
  const shown = oneLine(address);
  return shown === '' || shown.includes('•') ? `[${type}: Facebook did not say where it is]` : `[${type}: ${shown}]`;
}

/** Of files alone the sender’s own name is kept; the rest is called by numbers. */
function nameIn({ pathname }: URL, type: string): string {
  const last = decoded(pathname.split('/').at(-1) ?? '');
  const missing = `${type}.${endings[type] ?? 'bin'}`;
  if (type === 'file') return fileName(last, missing);
  const ending = /\.([a-z0-9]{2,5})$/i.exec(last)?.[1]?.toLowerCase();
  return ending === undefined ? missing : `${type}.${ending}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (notEncoded) {
    if (notEncoded instanceof URIError) return text;
    throw notEncoded;
  }
}

/** Links, posts, places, appointments: what they are called, and where they are. */
function wordsOf({ type, title, url, payload }: Attachment, text: string): string {
  const at = payload?.coordinates;
  const elements = [...(payload?.elements ?? []), ...(payload?.product?.elements ?? [])];
  const address = payload?.url ?? url ?? '';
  const known = [
    title ?? payload?.title ?? '',
    ...elements.map((one) => one.title ?? ''),
    payload?.status ?? '',
    at == null ? '' : `${at.lat}, ${at.long}`,
    // Of a link they wrote, the address stands in their words already.
    address !== '' && text.includes(address) ? '' : address,
  ];
  const shown = known
    .map(oneLine)
    .filter((one) => one !== '')
    .join(', ');
  if (type === 'fallback') return shown === '' && text === '' ? '[shared]' : shown;
  const kind = /^[a-z_]{1,40}$/.test(type) ? type.replaceAll('_', ' ') : 'attachment';
  return shown === '' ? `[${kind}]` : `[${kind}: ${shown}]`;
}
