/** What does each kind of message hold, in words and files? Nothing somebody sent is left out; kinds that are not here are not guessed at. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { jsonIn } from '../contract/json-in.ts';
import type { IncomingAttachment } from '../contract/normalised-event.ts';
import { fileName, remoteFile } from '../contract/provider-file.ts';

export interface Content {
  readonly text: string;
  readonly files: readonly IncomingAttachment[];
  /** The message it answers or reacts to. */
  readonly about: string | null;
}

const text = z.string();
/** Beside the point: what is wrong with it loses nothing else. */
const optional = text.optional().catch(undefined);
const id = text.min(1).max(limits.providerIdChars);

/** Lines of words, or null where the content is not what its kind promises. */
const kinds: Readonly<Record<string, (content: unknown) => readonly string[] | null>> = {
  text: reader(z.looseObject({ body: text }), ({ body }) => [body]),
  button: reader(z.looseObject({ text }), (button) => [button.text]),
  location: reader(
    z.looseObject({ latitude: z.number(), longitude: z.number(), name: optional, address: optional, url: optional }),
    ({ latitude, longitude, name, address, url }) => [inOne([name, address], ', '), `${latitude}, ${longitude}`, oneLine(url ?? '')],
  ),
  contacts: reader(
    z.array(
      z.looseObject({
        name: z.looseObject({ formatted_name: optional }).optional().catch(undefined),
        org: z.looseObject({ company: optional }).optional().catch(undefined),
        phones: z.array(z.looseObject({ phone: optional, wa_id: optional })).optional(),
        emails: z.array(z.looseObject({ email: optional })).optional(),
      }),
    ),
    (people) =>
      people.flatMap(({ name, org, phones = [], emails = [] }) => [
        inOne([name?.formatted_name, org?.company], ', '),
        ...phones.map(({ phone, wa_id: number }) => oneLine(phone ?? number ?? '')),
        ...emails.map(({ email }) => oneLine(email ?? '')),
      ]),
  ),
  order: reader(
    z.looseObject({
      text: optional,
      product_items: z.array(
        z.looseObject({ product_retailer_id: text, quantity: z.number(), item_price: z.number().optional(), currency: optional }),
      ),
    }),
    ({ text: note = '', product_items: items }) => [
      note,
      ...items.map(({ product_retailer_id: product, quantity, item_price: price, currency }) =>
        inOne([`${quantity} × ${product}`, price === undefined ? undefined : `${price} ${currency ?? ''}`], ', '),
      ),
    ],
  ),
  interactive: reader(
    z.looseObject({
      button_reply: z.looseObject({ title: text }).optional(),
      list_reply: z.looseObject({ title: text, description: optional }).optional(),
      nfm_reply: z.looseObject({ body: optional, response_json: optional }).optional(),
    }),
    ({ button_reply: button, list_reply: row, nfm_reply: form }) =>
      form === undefined ? [(button ?? row)?.title ?? ''] : [form.body ?? '', ...formLines(form.response_json ?? '')],
  ),
};

/** One of these is with WhatsApp, to be fetched; words beside it are its caption. */
const endings: Readonly<Record<string, string>> = {
  image: 'jpg',
  video: 'mp4',
  audio: 'mp3',
  voice: 'ogg',
  sticker: 'webp',
  document: 'bin',
};
const byMime: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/webp': 'webp',
  'audio/ogg': 'ogg',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/mp4': 'm4a',
  'video/3gpp': '3gp',
  'application/pdf': 'pdf',
};
const media = z.looseObject({
  id,
  mime_type: optional,
  caption: optional,
  filename: optional,
  voice: z.boolean().optional().catch(undefined),
});

const reaction = z.looseObject({ message_id: id, emoji: text.optional() });
const beside = z.looseObject({
  context: z
    .looseObject({ id: id.optional(), referred_product: z.looseObject({ product_retailer_id: text }).optional() })
    .optional()
    .catch(undefined),
  referral: z.looseObject({ headline: optional, source_url: optional }).optional().catch(undefined),
});

/** Null: not a kind we know, or not in its shape. `nothing`: a reaction that was taken back. */
export function contentOf(kind: string, said: Readonly<Record<string, unknown>>): Content | 'nothing' | null {
  const { context, referral } = beside.parse(said);
  if (kind === 'reaction') return reactionOf(said['reaction']);
  const own = Object.hasOwn(endings, kind) ? fileOf(kind, said[kind]) : wordsOf(kind, said[kind]);
  if (own === null || (own.text === '' && own.files.length === 0)) return null;
  const product = context?.referred_product?.product_retailer_id;
  const advertisement = inOne([referral?.headline, referral?.source_url], ', ');
  const lines = [
    own.text,
    ...(product === undefined ? [] : [`[about the product ${oneLine(product)}]`]),
    ...(advertisement === '' ? [] : [`[came by an advertisement: ${advertisement}]`]),
  ];
  return { text: lines.filter((line) => line !== '').join('\n'), files: own.files, about: context?.id ?? null };
}

function reactionOf(said: unknown): Content | 'nothing' | null {
  const read = reaction.safeParse(said);
  if (!read.success) return null;
  const { emoji = '', message_id: about } = read.data;
  return emoji === '' ? 'nothing' : { text: emoji, files: [], about };
}

function wordsOf(kind: string, said: unknown): Pick<Content, 'text' | 'files'> | null {
  const lines = Object.hasOwn(kinds, kind) ? kinds[kind]!(said) : null;
  return lines === null ? null : { text: lines.filter((line) => line !== '').join('\n'), files: [] };
}

function fileOf(kind: string, said: unknown): Pick<Content, 'text' | 'files'> | null {
  const read = media.safeParse(said);
  if (!read.success) return null;
  const { id: providerRef, mime_type: type = '', caption = '', filename, voice } = read.data;
  // “audio/ogg; codecs=opus”
  const mime = type.split(';')[0]!.trim().toLowerCase();
  const called = kind === 'audio' && voice === true ? 'voice' : kind;
  const name = fileName(filename, `${called}.${byMime[mime] ?? endings[called]!}`);
  return { text: caption, files: [remoteFile({ name, mime, sizeBytes: undefined, providerRef })] };
}

/** What was filled into a form of WhatsApp's own, field by field; the token is the form's and says nothing. */
function formLines(json: string): string[] {
  const filled = jsonIn(json);
  if (typeof filled !== 'object' || filled === null) return [];
  return Object.entries(filled).flatMap(([name, value]: [string, unknown]) => {
    const said = (Array.isArray(value) ? value : [value]).map(plainValue).filter((one) => one !== '');
    return name === 'flow_token' || said.length === 0 ? [] : [`${oneLine(name)}: ${said.join(', ')}`];
  });
}

/** Nothing nested: forms have none, and turning a deep nest into text can end the stack. */
const plainValue = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const inOne = (parts: readonly (string | undefined)[], between: string): string =>
  parts
    .map((part) => oneLine(part ?? ''))
    .filter((part) => part !== '')
    .join(between);

function reader<Shape extends z.ZodType>(shape: Shape, lines: (content: z.output<Shape>) => readonly string[]) {
  return (content: unknown): readonly string[] | null => {
    const read = shape.safeParse(content);
    return read.success ? lines(read.data) : null;
  };
}
