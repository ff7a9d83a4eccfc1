/** What does a message of a person say? Its words, and its files as references; what is neither is put into words: nothing somebody sent is left out. */
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import type { IncomingAttachment } from '../contract/normalised-event.ts';
import { fileName, remoteFile } from '../contract/provider-file.ts';
import { messageIdShape } from './fetch-file.ts';
import { fetchBytes } from './line-description.ts';

export const lineMessage = z.looseObject({
  type: z.string(),
  id: z.string(),
  quotedMessageId: z.string().optional(),
  /** With LINE’s own emoji as it names them: “(love)”. */
  text: z.string().optional(),
  contentProvider: z.looseObject({ type: z.string(), originalContentUrl: z.string().optional() }).optional(),
  fileName: z.string().optional(),
  fileSize: z.number().nonnegative().optional(),
  title: z.string().optional(),
  address: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  /** What a sticker is about, in LINE’s words, in no order. */
  keywords: z.array(z.string()).optional(),
});
export type LineMessage = z.output<typeof lineMessage>;

export interface Said {
  readonly text: string;
  readonly attachments: readonly IncomingAttachment[];
}

/** What LINE makes of what people send. */
const media: Readonly<Record<string, { readonly ending: string; readonly mime: string }>> = {
  image: { ending: 'jpg', mime: 'image/jpeg' },
  video: { ending: 'mp4', mime: 'video/mp4' },
  audio: { ending: 'm4a', mime: 'audio/mp4' },
};
const shownKeywords = 3;

/** Null: a kind we do not know, or one without what makes it. */
export function readMessage(message: LineMessage): Said | null {
  const { type, text, latitude, longitude } = message;
  if (type === 'text') return text === undefined ? null : words(text);
  if (type === 'sticker') return words(stickerWords(message));
  if (type === 'location')
    return latitude === undefined || longitude === undefined ? null : words(placeWords(message, `${latitude}, ${longitude}`));
  if (type === 'file') return kept(message, { name: fileName(message.fileName, 'file.bin'), mime: undefined });
  const medium = Object.hasOwn(media, type) ? media[type] : undefined;
  return medium === undefined ? null : fromMedium(message, medium);
}

const words = (text: string): Said => ({ text, attachments: [] });

function placeWords({ title = '', address = '' }: LineMessage, at: string): string {
  return [oneLine(title), oneLine(address), at].filter((line) => line !== '').join('\n');
}

/** The picture is given to nobody. */
function stickerWords({ text = '', keywords = [] }: LineMessage): string {
  if (text.trim() !== '') return text;
  const about = keywords.slice(0, shownKeywords).map(oneLine).join(', ');
  return about === '' ? '[sticker]' : `[sticker: ${about}]`;
}

function fromMedium(message: LineMessage, { ending, mime }: { readonly ending: string; readonly mime: string }): Said {
  const { type, contentProvider } = message;
  if (contentProvider?.type !== 'external') return kept(message, { name: `${type}.${ending}`, mime });
  // Somebody else’s server, named by whoever sent it: its address is shown, and nothing is fetched from there.
  return words(`[${type}: ${oneLine(contentProvider.originalContentUrl ?? '') || 'kept elsewhere'}]`);
}

/** By LINE, until we have fetched it. */
function kept({ id, fileSize }: LineMessage, { name, mime }: { readonly name: string; readonly mime: string | undefined }): Said {
  if ((fileSize ?? 0) > fetchBytes) return words(`[${name}: larger than 25 MB]`);
  if (!messageIdShape.test(id)) return words(`[${name}: LINE did not say where it is]`);
  return { text: '', attachments: [remoteFile({ name, mime, sizeBytes: fileSize, providerRef: id })] };
}
