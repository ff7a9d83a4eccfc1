/**
 * Email as a channel: SMTP in, SMTP out. It joins the pieces of this folder and decides nothing about customers: a From is `verified`
 * only by an aligned pass of our own check, tokens and ids are handed on as evidence, and quotations stay in the text.
 */
import { limits } from '../contract/limits.ts';
import { canonicalAddress, domainOf } from './address.ts';
import { automationMarksOf } from './automatic-mail.ts';
import { composeMail } from './compose-mail.ts';
import { readDeliveryReport } from './delivery-report.ts';
import { emailDescription } from './email-description.ts';
import { htmlToPlain } from './html-to-plain.ts';
import { mailDedupeKey, mailDigest } from './mail-digest.ts';
import { readMail } from './read-mail.ts';
import { makeMessageId, makeReplyToken, messageIdNonce, replyPrefix } from './thread-token.ts';
import { verifySender } from './verify-sender.ts';
import type {
  ChannelAdapter,
  ChannelDeps,
  OutboundAttachment,
  OutboundMessage,
  OutboundPart,
  Plan,
  RawInbound,
  ThreadState,
} from '../contract/channel-adapter.ts';
import type { AuthenticationVerdict, MessageEvent, Participant, SenderIdentity, ThreadEvidence } from '../contract/normalised-event.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { Mailbox } from './address.ts';
import type { MailFile, MailToCompose } from './compose-mail.ts';
import type { MailSender } from './send-mail.ts';
import type { ReadMail } from './read-mail.ts';
import type { MacKey } from './thread-token.ts';
import type { MailResolver } from './verify-sender.ts';

export interface EmailAccount {
  /** Our address as customers know it, canonical. */
  readonly address: string;
  readonly displayName: string;
  /** Further addresses that are forwarded to us, canonical. */
  readonly aliases: readonly string[];
  /** Domain of our reply addresses and Message-IDs; its mail must reach our receiver. */
  readonly replyDomain: string;
  /** The first key signs; all of them are believed. */
  readonly macKeys: readonly MacKey[];
}

export interface EmailDeps extends ChannelDeps {
  readonly mail: MailSender;
  readonly resolveDns: MailResolver;
}

/** One mail to one recipient: the parts of `composeMail`, files by reference. */
export type EmailDelivery = Omit<MailToCompose, 'files'> & { readonly files: readonly OutboundAttachment[] };

const participant = (mailbox: Mailbox): Participant => ({ scheme: 'email', value: mailbox.address, display: mailbox.name });

/** DMARC passed; or the domain publishes no policy but an aligned signature holds. */
function isVerified(authentication: AuthenticationVerdict): boolean {
  if (authentication.dmarc === 'pass') return true;
  return authentication.dmarc === 'none' && authentication.dkim.some((signature) => signature.aligned && signature.result === 'pass');
}

function senderOf(mail: ReadMail, authentication: AuthenticationVerdict): SenderIdentity {
  if (mail.from === null) return { scheme: 'email', value: '', display: null, proof: 'claimed' };
  return { ...participant(mail.from), proof: isVerified(authentication) ? 'verified' : 'claimed' };
}

function evidenceOf(mail: ReadMail, raw: RawInbound, account: EmailAccount): ThreadEvidence {
  const recipients = [
    ...(raw.envelope?.rcptTo ?? []),
    ...mail.to.map((mailbox) => mailbox.address),
    ...mail.cc.map((mailbox) => mailbox.address),
  ];
  const tokens = recipients
    .map((recipient) => canonicalAddress(recipient))
    .filter((address) => address !== null && domainOf(address) === account.replyDomain && address.startsWith(replyPrefix))
    .map((address) => address?.slice(0, address.lastIndexOf('@')) ?? '');
  const ids = [...mail.inReplyTo, ...mail.references.toReversed()];
  return { tokens: [...new Set(tokens)], messageIdsInOrder: [...new Set(ids)], ownMessageId: mail.messageId };
}

/** Where the sender wants answers, when it is one readable mailbox other than the From. */
function replyToOf(mail: ReadMail): Participant | null {
  const [wanted] = mail.replyTo;
  if (wanted === undefined || mail.replyTo.length > 1 || wanted.address === mail.from?.address) return null;
  return participant(wanted);
}

async function parseMail(raw: RawInbound, account: EmailAccount, authentication: AuthenticationVerdict): Promise<MessageEvent> {
  const mail = await readMail(raw.bytes);
  const plain = mail.text?.trim() ? mail.text : mail.html === null ? '' : htmlToPlain(mail.html);
  return {
    type: 'message',
    dedupeKey: mailDedupeKey(raw.accountKey, raw.bytes),
    joinKey: mailDigest(raw.bytes),
    providerAt: mail.dateAt,
    receivedAt: raw.receivedAt,
    accountKey: raw.accountKey,
    threadKey: null,
    sender: senderOf(mail, authentication),
    text: plain.replaceAll('\r\n', '\n').trimEnd(),
    html: mail.html,
    subject: mail.subject,
    attachments: mail.attachments,
    storedAttachmentIds: [],
    replyTo: replyToOf(mail),
    audience: { to: mail.to.map(participant), cc: mail.cc.map(participant) },
    automation: automationMarksOf(mail, {
      mailFrom: raw.envelope?.mailFrom ?? null,
      ownAddresses: [account.address, ...account.aliases],
      replyDomain: account.replyDomain,
    }),
    deliveryReport: readDeliveryReport(mail, raw.envelope?.rcptTo ?? []),
    authentication,
    evidence: evidenceOf(mail, raw, account),
    truncated: mail.truncated,
    tooComplex: mail.tooComplex,
  };
}

function planMail(message: OutboundMessage, account: EmailAccount, thread: ThreadState, nowAt: Instant): Plan<EmailDelivery> {
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
    loopId: account.replyDomain,
    dateAt: nowAt,
  };
  return { parts: [{ partKey: `${message.messageId}:${message.audienceId}:0`, index: 0, payload }] };
}

async function fileOf(file: OutboundAttachment, deps: EmailDeps): Promise<MailFile> {
  const bytes = file.content.kind === 'bytes' ? file.content.bytes : await deps.blobs.read(file.content.attachmentId);
  return { name: file.name, mime: file.mime, cid: file.cid, bytes };
}

async function sendMail(part: OutboundPart<EmailDelivery>, deps: EmailDeps): Promise<Outcome> {
  const files = await Promise.all(part.payload.files.map((file) => fileOf(file, deps)));
  const outcome = await deps.mail.send(await composeMail({ ...part.payload, files }));
  return outcome.outcome === 'accepted' ? { ...outcome, providerId: part.payload.messageId } : outcome;
}

function accountProblems(account: EmailAccount): readonly string[] {
  const problems: string[] = [];
  if (canonicalAddress(account.address) !== account.address) problems.push(`${account.address} is not a plain mail address`);
  if (canonicalAddress(`reply@${account.replyDomain}`) === null) problems.push(`${account.replyDomain} is not a mail domain`);
  if (account.macKeys.length === 0) problems.push('there is no key to sign reply addresses with');
  if (account.macKeys.some((key) => key.secret.length < 32)) problems.push('a signing key is shorter than 32 bytes');
  return problems;
}

export const email: ChannelAdapter<EmailAccount, EmailDelivery, EmailDeps> = {
  description: emailDescription,
  inbound: {
    /** Every mail to us is let in; what its sender is worth stands in the verdict. */
    async verify(raw, _account, deps) {
      if (raw.envelope === null) return { ok: false, reason: 'a mail without its envelope' };
      return { ok: true, authentication: await verifySender(raw.bytes, raw.envelope, deps.resolveDns), sender: null };
    },
    async parse(raw, account, verified) {
      return [await parseMail(raw, account, verified.authentication)];
    },
  },
  outbound: {
    plan: planMail,
    send: (part, _account, deps) => sendMail(part, deps),
    /** Mail gives no answer to “did you get it?”: shown as sent, not confirmed. */
    async reconcile() {
      return { found: 'cannotTell' };
    },
  },
  lifecycle: {
    checkAccount: accountProblems,
    async health(account) {
      const problems = accountProblems(account);
      return { ok: problems.length === 0, problems };
    },
  },
};
