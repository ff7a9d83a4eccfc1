/**
 * How does an answer become a mail, and what did the next server say? Plans one mail to one recipient with its reply address, Message-ID
 * and return path, signs it where the account has a key, and hands it over. Composing the bytes and speaking SMTP are its neighbours'.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalAddress, domainOf } from './address.ts';
import { composeMail } from './compose-mail.ts';
import { makeReturnPath } from './return-path.ts';
import { signMail } from './sign-mail.ts';
import { makeMessageId, makeReplyToken, messageIdNonce } from './thread-token.ts';
import type { ChannelDeps, OutboundAttachment, OutboundMessage, OutboundPart, Plan, ThreadState } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { ComposedMail, MailFile, MailToCompose } from './compose-mail.ts';
import type { MailSender } from './send-mail.ts';
import type { SigningKey } from './sign-mail.ts';
import type { MacKey } from './thread-token.ts';
import type { MailResolver } from './verify-sender.ts';

export interface EmailAccount {
  /** Our address as customers know it, canonical. */
  readonly address: string;
  readonly displayName: string;
  /** Further addresses that are forwarded to us, canonical. */
  readonly aliases: readonly string[];
  /** Domain of our reply addresses, return paths and Message-IDs; its mail must reach our receiver. */
  readonly replyDomain: string;
  /** The first key signs; all of them are believed. */
  readonly macKeys: readonly MacKey[];
  /** Domains of forwarders whose ARC seal is believed; absent = nobody’s. */
  readonly trustedSealers?: readonly string[];
  /** Null = we do not sign; the server behind the sender may. */
  readonly signingKey: SigningKey | null;
}

export interface EmailDeps extends ChannelDeps {
  readonly mail: MailSender;
  readonly resolveDns: MailResolver;
}

/** One mail to one recipient: the parts of `composeMail`, files by reference. */
export type EmailDelivery = Omit<MailToCompose, 'files'> & { readonly files: readonly OutboundAttachment[] };

export function planMail(message: OutboundMessage, account: EmailAccount, thread: ThreadState, nowAt: Instant): Plan<EmailDelivery> {
  const address = canonicalAddress(message.to.value);
  const [key] = account.macKeys;
  if (address === null) return { blocked: 'noIdentity', detail: 'no address to write to', alternatives: [] };
  if (key === undefined) return { blocked: 'unsupported', detail: 'the channel has no key to sign reply addresses', alternatives: [] };
  if (thread.optedOut) return { blocked: 'optedOut', detail: 'this address asked for no more mail', alternatives: [] };
  if (message.text.length > limits.textChars)
    return { blocked: 'tooLong', detail: `more than ${limits.textChars} characters`, alternatives: ['attach it as a file'] };
  const bytes =
    message.attachments.reduce((sum, file) => sum + file.sizeBytes, 0) * 1.37 + 4 * (message.text.length + (message.html?.length ?? 0));
  if (bytes > limits.outgoingMailBytes)
    return { blocked: 'tooLong', detail: 'the files are too large for a mail', alternatives: ['send a link to the files'] };
  const target = {
    workspaceId: message.workspaceId,
    conversationId: message.conversationId,
    audienceId: message.audienceId,
    messageId: message.messageId,
  };
  const payload: EmailDelivery = {
    from: { address: account.address, name: account.displayName },
    to: { address, name: message.to.display },
    replyTo: `${makeReplyToken(target, key)}@${account.replyDomain}`,
    messageId: makeMessageId(target, account.replyDomain, key, messageIdNonce(target, key)),
    references: message.references,
    subject: message.subject,
    text: message.text,
    html: message.html,
    files: message.attachments,
    origin: message.origin,
    returnPath: `${makeReturnPath(message.workspaceId, message.deliveryId, key)}@${account.replyDomain}`,
    loopId: account.replyDomain,
    dateAt: nowAt,
  };
  return { parts: [{ partKey: `${message.messageId}:${message.audienceId}:0`, index: 0, payload }] };
}

async function fileOf(file: OutboundAttachment, deps: EmailDeps): Promise<MailFile> {
  const bytes = file.content.kind === 'bytes' ? file.content.bytes : await deps.blobs.read(file.content.attachmentId);
  return { name: file.name, mime: file.mime, cid: file.cid, bytes };
}

/** Signed only in the name of the From's own domain: another signature would prove nothing to whoever reads it. */
function signed(mail: ComposedMail, payload: EmailDelivery, key: SigningKey | null): Promise<ComposedMail> | ComposedMail {
  if (key === null || key.domain !== domainOf(payload.from.address)) return mail;
  return signMail(mail.raw, key, payload.dateAt).then((raw) => ({ ...mail, raw }));
}

export async function sendMail(part: OutboundPart<EmailDelivery>, account: EmailAccount, deps: EmailDeps): Promise<Outcome> {
  const files = await Promise.all(part.payload.files.map((file) => fileOf(file, deps)));
  const composed = await composeMail({ ...part.payload, files });
  const outcome = await deps.mail.send(await signed(composed, part.payload, account.signingKey));
  return outcome.outcome === 'accepted' ? { ...outcome, providerId: part.payload.messageId } : outcome;
}
