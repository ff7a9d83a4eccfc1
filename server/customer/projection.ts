/** What may a customer see? Public messages with files and the words told under their own; no notes, no staff addresses, no deliveries. */
import { maskCodes } from '@meanwhile/core/conversation/mask-codes.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { firstName, oneLine } from '@meanwhile/core/kernel/one-line.ts';
import type { MessengerMessage } from '@meanwhile/wire/messenger.ts';
import type { Message } from '@meanwhile/wire/records.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';

export interface Reader {
  readonly channelId: string;
}

const fileLinkMs = dayMs;

/** A link to a file that needs no cookie: signed, for this file and channel, and gone after a day; on the address of files where there is one. */
export function fileLink(platform: Platform, channelId: string, attachmentId: string): string {
  const until = Math.ceil((platform.clock.nowAt() + fileLinkMs) / 1_000);
  return `${platform.settings.filesUrl ?? ''}/m/${channelId}/files/${sign(platform.keys, 'file-link', `${channelId}~${attachmentId}~${until}`)}`;
}

/** The file's id, or null. */
export function readFileLink(platform: Platform, channelId: string, signed: string): string | null {
  const [channel, attachmentId, until] = verifySigned(platform.keys, 'file-link', signed)?.split('~') ?? [];
  if (channel !== channelId || attachmentId === undefined || Number(until) * 1_000 < platform.clock.nowAt()) return null;
  return attachmentId;
}

/** A person by their first name, as one line of characters that are seen, whatever was stored. */
function shownName({ kind, name }: Message['author']): string | null {
  const shown = kind === 'agent' ? firstName(name ?? '') : oneLine(name ?? '');
  return shown === '' ? null : shown;
}

/** Null for what customers do not see. A machine's mail on their side is shown without its codes and links. `told`: the stored words of the time told for this message. */
export function projectMessage(platform: Platform, message: Message, told: string | null, reader: Reader): MessengerMessage | null {
  if (message.audience !== 'everyone' || message.seq === null) return null;
  const own = message.author.kind === 'customer';
  return {
    id: message.id,
    seq: message.seq,
    from: own ? 'you' : 'us',
    authorName: own ? null : shownName(message.author),
    automatic: message.author.kind === 'automation' || message.author.kind === 'assistant',
    channelType: message.channelType,
    text: own && message.automatic ? maskCodes(message.visibleText ?? message.text) : (message.visibleText ?? message.text),
    at: message.receivedAt,
    attachments: message.attachments.map((file) => {
      const held = file.scan === 'pending' || file.scan === 'blocked' ? file.scan : null;
      const { id, mediaType, sizeBytes } = file;
      return {
        id,
        name: oneLine(file.name),
        mediaType,
        sizeBytes,
        held,
        url: held === null ? fileLink(platform, reader.channelId, id) : '',
      };
    }),
    told: own ? told : null,
  };
}
