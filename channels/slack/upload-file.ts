/**
 * How does a file come to Slack? Slack names an address, the bytes go there, and nobody sees them until they are shared in a conversation. So whatever
 * goes wrong here, nothing was sent.
 */
import { z } from 'zod';
import type { ChannelDeps, OutboundAttachment } from '../contract/channel-adapter.ts';
import { lostCall } from '../contract/lost-call.ts';
import type { Outcome } from '../contract/outcome.ts';
import { fileName } from '../contract/provider-file.ts';
import { callSlack, retryAfterMs } from './call-slack.ts';
import { idShape } from './message-key.ts';
import type { SlackAccount } from './slack-account.ts';
import { slackAddress } from './slack-hosts.ts';
import { nothingShown, outcomeOf } from './slack-outcome.ts';

type Uploaded =
  | { readonly fileId: string; readonly name: string }
  | {
      readonly fileId: null;
      readonly outcome: Outcome;
    };

const place = z.looseObject({ upload_url: z.string(), file_id: z.string().regex(idShape) });

const notUploaded = (outcome: Outcome): Uploaded => ({ fileId: null, outcome });

export async function uploadFile(attachment: OutboundAttachment, account: SlackAccount, deps: ChannelDeps): Promise<Uploaded> {
  const name = fileName(attachment.name, 'file');
  const bytes = await bytesOf(attachment, deps);
  if (bytes === null)
    return notUploaded({ outcome: 'rejected', class: 'permanentContent', code: 'file_gone', detail: 'The file is not there any more.' });
  const called = await callSlack('files.getUploadURLExternal', { filename: name, length: String(bytes.byteLength) }, account, deps);
  const outcome = outcomeOf(called, (answer) => place.safeParse(answer).data?.file_id ?? null);
  if (called.kind !== 'answer' || outcome.outcome !== 'accepted') return notUploaded(nothingShown(outcome));
  const address = slackAddress(place.parse(called.answer).upload_url, account.apiRoot);
  if (address === null)
    return notUploaded({
      outcome: 'rejected',
      class: 'configuration',
      code: 'upload_elsewhere',
      detail: 'Slack named an address that is not its own.',
    });
  const lost = await putBytes(address, bytes, deps);
  return lost === null ? { fileId: outcome.providerId, name } : notUploaded(lost);
}

async function bytesOf({ content }: OutboundAttachment, { blobs }: ChannelDeps): Promise<Uint8Array | null> {
  if (content.kind === 'bytes') return content.bytes;
  try {
    return await blobs.read(content.attachmentId);
  } catch {
    return null;
  }
}

/** Null where they are there. The address itself is what lets us in: no token goes there. */
async function putBytes(address: URL, bytes: Uint8Array, { fetch }: ChannelDeps): Promise<Outcome | null> {
  try {
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await fetch(address, { method: 'POST', headers, body: new Uint8Array(bytes) });
    await response.body?.cancel();
    if (response.status === 413)
      return { outcome: 'rejected', class: 'permanentContent', code: 'upload_413', detail: 'The file is larger than Slack takes.' };
    return response.ok ? null : { outcome: 'retry', code: `upload_${response.status}`, retryAfterMs: retryAfterMs(response) };
  } catch (error) {
    return { outcome: 'retry', code: lostCall(error).code, retryAfterMs: null };
  }
}
