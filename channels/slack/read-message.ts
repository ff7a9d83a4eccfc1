/** What does somebody say to the app? Their words, the files they sent, and in words what is neither: nothing somebody sent is left out. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { appMessage } from '../contract/app-message.ts';
import { boundedText } from '../contract/bounded-text.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import {
  type AuthenticationVerdict,
  type IncomingAttachment,
  type MessageEvent,
  type SenderIdentity,
} from '../contract/normalised-event.ts';
import { fileName, remoteFile } from '../contract/provider-file.ts';
import { idShape, messageKey, personKey, tsShape } from './message-key.ts';
import { readMrkdwn } from './read-mrkdwn.ts';
import type { SlackAccount } from './slack-account.ts';
import { fetchBytes } from './slack-description.ts';

const id = z.string().regex(idShape);
const ts = z.string().regex(tsShape);
const words = z.string().nullish();
const file = z.looseObject({
  id,
  name: words,
  title: words,
  mimetype: words,
  size: z.number().nonnegative().nullish(),
  mode: words,
  is_external: z.boolean().nullish(),
  url_private: words,
});
/** A message of somebody else's that was passed on; previews of links come later and are none of the sender's words. */
const passedOn = z.looseObject({ author_name: words, text: words, fallback: words, from_url: words });
const message = z.looseObject({
  user: id,
  channel: id,
  ts,
  thread_ts: ts.nullish(),
  text: words,
  user_profile: z.looseObject({ display_name: words, real_name: words }).nullish(),
  files: z.array(file).nullish(),
  attachments: z.array(passedOn).nullish(),
});
type Message = z.output<typeof message>;
type File = z.output<typeof file>;

interface Known {
  readonly key: string;
  readonly account: SlackAccount;
  readonly authentication: AuthenticationVerdict;
}

/** Null where it is in no shape we know, or says nothing at all. */
export function readMessage(raw: RawInbound, event: unknown, { key, account, authentication }: Known): MessageEvent | null {
  const read = message.safeParse(event);
  if (!read.success) return null;
  const said = read.data;
  const { attachments, notes } = filesOf(said.files ?? []);
  const text = [readMrkdwn(said.text ?? ''), ...(said.attachments ?? []).map(passedOnLine), ...notes]
    .filter((line) => line !== '')
    .join('\n');
  if (text === '' && attachments.length === 0) return null;
  const { channel } = said;
  // The first message of a thread names itself.
  const threadTs = said.thread_ts === said.ts ? null : (said.thread_ts ?? null);
  return appMessage(raw, authentication, {
    dedupeKey: key,
    providerAt: Math.floor(Number(said.ts) * 1_000),
    threadKey: channel,
    sender: senderOf(said, account),
    text,
    attachments: attachments.slice(0, limits.attachmentCount),
    evidence: {
      messageIdsInOrder: threadTs === null ? [] : [messageKey({ channel, ts: threadTs, threadTs: null })],
      ownMessageId: messageKey({ channel, ts: said.ts, threadTs }),
    },
    truncated: attachments.length > limits.attachmentCount,
  });
}

/** Slack names nobody in most events; who they are would have to be asked. */
function senderOf({ user, user_profile: profile }: Message, { teamId }: SlackAccount): SenderIdentity {
  const display = boundedText(oneLine(profile?.display_name || profile?.real_name || ''), limits.displayNameChars);
  return { scheme: 'slack', value: personKey(teamId, user), display: display === '' ? null : display, proof: 'verified' };
}

function passedOnLine({ author_name: by, text, fallback, from_url: from }: z.output<typeof passedOn>): string {
  const line = readMrkdwn(text || fallback || '') || (from ?? '');
  const who = oneLine(by ?? '');
  return who === '' || line === '' ? line : `${who}: ${line}`;
}

function filesOf(files: readonly File[]): { attachments: IncomingAttachment[]; notes: string[] } {
  const attachments: IncomingAttachment[] = [];
  const notes: string[] = [];
  for (const one of files) {
    const name = fileName(one.name || one.title, 'file');
    const mime = one.mimetype ?? undefined;
    const sizeBytes = one.size ?? undefined;
    if (one.mode === 'tombstone' || one.mode === 'hidden_by_limit') notes.push(`[${name}: Slack does not show it any more]`);
    else if (one.is_external === true || one.mode === 'external')
      notes.push(`[${name}: ${oneLine(one.url_private ?? '') || 'kept elsewhere'}]`);
    else if ((sizeBytes ?? 0) > fetchBytes) notes.push(`[${name}: larger than 25 MB]`);
    else attachments.push(remoteFile({ name, mime, sizeBytes, providerRef: one.id }));
  }
  return { attachments, notes };
}
