/**
 * Did Meta take the message? One call to the Page’s messages, and the outcome of its answer. There is no key by which a repeated one would be
 * recognised: only what was certainly not taken is tried again.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import type { ChannelDeps, OutboundPart } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import { callGraph, type Called } from './call-graph.ts';
import type { FacebookAccount } from './facebook-account.ts';
import { refusal } from './graph-errors.ts';
import type { FacebookDelivery } from './plan-message.ts';

export async function sendMessage(
  { payload }: OutboundPart<FacebookDelivery>,
  account: FacebookAccount,
  deps: ChannelDeps,
): Promise<Outcome> {
  let body: FormData | object;
  try {
    body = await bodyOf(payload, (attachmentId) => deps.blobs.read(attachmentId));
  } catch {
    return { outcome: 'rejected', class: 'permanentContent', code: 'file_gone', detail: 'The file is not there any more.' };
  }
  return outcomeOf(await callGraph({ method: 'POST', path: [account.pageId, 'messages'], body }, account, deps));
}

async function bodyOf(payload: FacebookDelivery, read: (attachmentId: string) => Promise<Uint8Array>): Promise<FormData | object> {
  const recipient = { id: payload.to };
  const type = payload.isLate ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' };
  if (payload.kind === 'text') return { recipient, ...type, message: { text: payload.text } };
  const { name, mime, content } = payload.attachment;
  const bytes = content.kind === 'bytes' ? content.bytes : await read(content.attachmentId);
  const form = new FormData();
  form.append('recipient', JSON.stringify(recipient));
  for (const [field, value] of Object.entries(type)) form.append(field, value);
  form.append('message', JSON.stringify({ attachment: { type: payload.kind, payload: { is_reusable: false } } }));
  form.append('filedata', new Blob([new Uint8Array(bytes)], { type: mime }), name);
  return form;
}

const taken = z.looseObject({ message_id: z.string().min(1).max(limits.providerIdChars) });

export function outcomeOf(called: Called): Outcome {
  if (called.kind === 'lost')
    return called.before ? { outcome: 'retry', code: called.code, retryAfterMs: null } : { outcome: 'unknown', code: called.code };
  if (called.kind === 'other') return { outcome: 'unknown', code: String(called.status) };
  if (called.kind === 'refused') return refusal(called);
  const message = taken.safeParse(called.body);
  return message.success ? { outcome: 'accepted', providerId: message.data.message_id } : { outcome: 'unknown', code: 'no_message' };
}
