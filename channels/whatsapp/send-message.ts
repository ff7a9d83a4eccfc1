/**
 * How does one message leave, and what came of it? A file is laid down with Meta first: whatever goes wrong there, no message was sent. There is
 * no key by which Meta would know a repeated message again, so that one which may have been taken is unknown and not sent twice.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import type { ChannelDeps, OutboundAttachment, OutboundPart } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import { callGraph, type Called, type GraphError } from './call-graph.ts';
import { isForLater, refusalOf } from './error-code.ts';
import type { WhatsappDelivery } from './plan-message.ts';
import { isNumber } from './read-message.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';

export async function sendMessage(part: OutboundPart<WhatsappDelivery>, account: WhatsappAccount, deps: ChannelDeps): Promise<Outcome> {
  const { payload } = part;
  const laid = payload.kind === 'text' ? null : await layDown(payload.attachment, account, deps);
  if (laid !== null && 'outcome' in laid) return laid;
  const body = { ...addressedTo(part), ...contentOf(payload, laid?.id ?? '') };
  return outcomeOf(await callGraph({ method: 'POST', path: [account.phoneNumberId, 'messages'], body }, account, deps));
}

function addressedTo({ payload: { to, replyTo }, partKey }: OutboundPart<WhatsappDelivery>) {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...(isNumber(to) ? { to } : { recipient: to }),
    ...(replyTo === null ? {} : { context: { message_id: replyTo } }),
    // Comes back with every status of the message.
    biz_opaque_callback_data: partKey,
  };
}

function contentOf(payload: WhatsappDelivery, mediaId: string) {
  switch (payload.kind) {
    case 'text':
      return { type: 'text', text: { preview_url: false, body: payload.text } };
    case 'document':
      return { type: 'document', document: { id: mediaId, filename: payload.attachment.name } };
    case 'image':
    case 'video':
    case 'audio':
      return { type: payload.kind, [payload.kind]: { id: mediaId } };
  }
}

const uploaded = z.looseObject({ id: z.string().min(1) });

/** Gives what Meta calls it. */
async function layDown(
  { name, mime, content }: OutboundAttachment,
  account: WhatsappAccount,
  deps: ChannelDeps,
): Promise<{ readonly id: string } | Outcome> {
  const form = new FormData();
  try {
    const bytes = content.kind === 'bytes' ? content.bytes : await deps.blobs.read(content.attachmentId);
    const type = mime === '' ? 'application/octet-stream' : mime;
    form.append('messaging_product', 'whatsapp');
    form.append('type', type);
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  } catch {
    return { outcome: 'rejected', class: 'permanentContent', code: 'file_gone', detail: 'The file is not there any more.' };
  }
  const called = await callGraph({ method: 'POST', path: [account.phoneNumberId, 'media'], body: form }, account, deps);
  if (called.kind === 'answer') {
    const laid = uploaded.safeParse(called.body);
    return laid.success ? { id: laid.data.id } : { outcome: 'retry', code: 'no_file', retryAfterMs: null };
  }
  const outcome = outcomeOf(called);
  if (outcome.outcome !== 'unknown') return outcome;
  return { ...outcome, outcome: 'retry', retryAfterMs: null };
}

const taken = z.looseObject({
  messages: z.array(z.looseObject({ id: z.string().min(1).max(limits.providerIdChars), message_status: z.string().optional() })).min(1),
});

function outcomeOf(called: Called): Outcome {
  switch (called.kind) {
    case 'lost':
      return called.before ? { outcome: 'retry', code: called.code, retryAfterMs: null } : { outcome: 'unknown', code: called.code };
    case 'other':
      return { outcome: 'unknown', code: String(called.status) };
    case 'refused':
      return refusedOutcome(called.error, called.status);
    case 'answer': {
      const read = taken.safeParse(called.body);
      return read.success ? { outcome: 'accepted', providerId: read.data.messages[0]!.id } : { outcome: 'unknown', code: 'no_message' };
    }
  }
}

function refusedOutcome({ code: number, words, isWrongSecret }: GraphError, status: number): Outcome {
  const code = String(number);
  const said = words === '' ? {} : { detail: words };
  if (isWrongSecret)
    return {
      outcome: 'rejected',
      class: 'authBroken',
      code,
      detail: 'The app secret is not the one of the app that the token belongs to.',
    };
  if (isForLater(number, status)) return { outcome: 'retry', code, retryAfterMs: null, ...said };
  const refusal = refusalOf(number, status);
  return refusal === null ? { outcome: 'unknown', code, ...said } : { outcome: 'rejected', class: refusal, code, ...said };
}
