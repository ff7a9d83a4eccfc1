/**
 * Email as a channel: SMTP in, SMTP out. It joins the pieces of this folder and decides nothing about customers: a From is `verified`
 * only by an aligned pass of our own check, tokens and ids are handed on as evidence, and quotations stay in the text.
 */
import { canonicalAddress, domainOf } from './address.ts';
import { automationMarksOf } from './automatic-mail.ts';
import { readDeliveryReport } from './delivery-report.ts';
import { emailDescription } from './email-description.ts';
import { htmlToPlain } from './html-to-plain.ts';
import { mailDedupeKey, mailDigest } from './mail-digest.ts';
import { planMail, sendMail } from './plan-mail.ts';
import { readMail } from './read-mail.ts';
import { replyPrefix } from './thread-token.ts';
import { verifySender } from './verify-sender.ts';
import type { ChannelAdapter, RawInbound } from '../contract/channel-adapter.ts';
import type { AuthenticationVerdict, MessageEvent, Participant, SenderIdentity, ThreadEvidence } from '../contract/normalised-event.ts';
import type { Mailbox } from './address.ts';
import type { EmailAccount, EmailDelivery, EmailDeps } from './plan-mail.ts';
import type { ReadMail } from './read-mail.ts';

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
  const automation = automationMarksOf(mail, {
    mailFrom: raw.envelope?.mailFrom ?? null,
    ownAddresses: [account.address, ...account.aliases],
    replyDomain: account.replyDomain,
  });
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
    automation,
    deliveryReport: readDeliveryReport(mail, raw.envelope?.rcptTo ?? [], automation.report),
    authentication,
    evidence: evidenceOf(mail, raw, account),
    truncated: mail.truncated,
    tooComplex: mail.tooComplex,
  };
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
    async verify(raw, account, deps) {
      if (raw.envelope === null) return { ok: false, reason: 'a mail without its envelope' };
      return {
        ok: true,
        authentication: await verifySender(raw.bytes, raw.envelope, deps.resolveDns, account.trustedSealers),
        sender: null,
      };
    },
    async parse(raw, account, verified) {
      return [await parseMail(raw, account, verified.authentication)];
    },
  },
  outbound: {
    plan: planMail,
    send: sendMail,
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
