/** How does one message get to somebody? Their conversation is opened, then the words are posted or the file is shared there. */
import { z } from 'zod';
import type { ChannelDeps, OutboundPart } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import { callSlack, type Called, type SlackAnswer } from './call-slack.ts';
import { idShape, messageKey, tsShape } from './message-key.ts';
import { openConversation } from './open-conversation.ts';
import { escapeMrkdwn } from './read-mrkdwn.ts';
import type { SlackDelivery } from './plan-delivery.ts';
import type { SlackAccount } from './slack-account.ts';
import { codeOf, outcomeOf } from './slack-outcome.ts';
import { uploadFile } from './upload-file.ts';

/** Hidden in the message, so that `find-sent.ts` knows it again. Apps of the workspace can read it: it is a number of ours and says nothing. */
export const markType = 'meanwhile';
const markOf = (partKey: string): string => JSON.stringify({ event_type: markType, event_payload: { part: partKey } });

const posted = z.looseObject({ channel: z.string().regex(idShape), ts: z.string().regex(tsShape) });

export async function sendDelivery(
  { partKey, payload }: OutboundPart<SlackDelivery>,
  account: SlackAccount,
  deps: ChannelDeps,
): Promise<Outcome> {
  const opened = await openConversation(payload.userId, account, deps);
  if (opened.channel === null) return opened.outcome;
  const { channel } = opened;
  // Their messages may have come from an account they had before, in another conversation.
  const threadTs = payload.thread?.channel === channel ? payload.thread.ts : null;
  if (payload.kind === 'text') {
    const fields = {
      channel,
      text: escapeMrkdwn(payload.text),
      mrkdwn: 'false',
      unfurl_links: 'false',
      unfurl_media: 'false',
      metadata: markOf(partKey),
    };
    const called = await inThread(threadTs, (thread) => callSlack('chat.postMessage', { ...fields, ...thread }, account, deps));
    return outcomeOf(called, postedId);
  }
  const uploaded = await uploadFile(payload.attachment, account, deps);
  if (uploaded.fileId === null) return uploaded.outcome;
  const { fileId } = uploaded;
  const fields = { files: JSON.stringify([{ id: fileId, title: uploaded.name }]), channel_id: channel };
  const called = await inThread(threadTs, (thread) => callSlack('files.completeUploadExternal', { ...fields, ...thread }, account, deps));
  // The message in which a file is shared is made later, and its time is not told.
  return outcomeOf(called, () => fileId);
}

function postedId(answer: SlackAnswer): string | null {
  const read = posted.safeParse(answer);
  return read.success ? messageKey({ ...read.data, threadTs: null }) : null;
}

const threadIsClosed: ReadonlySet<string> = new Set([
  'cannot_reply_to_message',
  'thread_not_found',
  'restricted_action_thread_locked',
  'restricted_action_non_threadable_channel',
]);

/** Where nothing can be said in the thread any more, it is said in the conversation itself: a refusal is no message. */
async function inThread(threadTs: string | null, call: (thread: { readonly thread_ts?: string }) => Promise<Called>): Promise<Called> {
  if (threadTs === null) return call({});
  const called = await call({ thread_ts: threadTs });
  const isClosed = called.kind === 'answer' && called.status < 500 && !called.answer.ok && threadIsClosed.has(codeOf(called.answer));
  return isClosed ? call({}) : called;
}
