/**
 * What of the channels' own libraries does the server use beyond sending and receiving: doors for mail, letters, keys, invitations, a site's word for its
 * visitors? Each is loaded when it is first needed: the mail libraries alone cost seconds of start and 100 MB.
 */
import type { ComposedMail, MailToCompose } from '@meanwhile/channels/email/compose-mail.ts';
import type { MailSender, MailSenderOptions } from '@meanwhile/channels/email/send-mail.ts';
import type { SiteIdentityAnswer, SiteIdentityCheck } from '@meanwhile/channels/messenger/site-identity.ts';

/** What the doors for mail are made of, SMTP and HTTP; loaded when one opens. */
export async function mailDoor() {
  const { createMailReceiver } = await import('@meanwhile/channels/email/mail-receiver.ts');
  const { mailDedupeKey, mailDigest } = await import('@meanwhile/channels/email/mail-digest.ts');
  const { canonicalAddress } = await import('@meanwhile/channels/email/address.ts');
  const { mayBeProvider, readProviderPost } = await import('@meanwhile/channels/email/provider-post.ts');
  const { testIn, testSubject } = await import('@meanwhile/channels/email/test-mark.ts');
  const { traceOf } = await import('@meanwhile/channels/email/arrival.ts');
  return { createMailReceiver, mailDedupeKey, mailDigest, canonicalAddress, mayBeProvider, readProviderPost, testIn, testSubject, traceOf };
}

export type MailDoor = Awaited<ReturnType<typeof mailDoor>>;

/** What fetches mail from a mailbox; loaded with the first one. */
export async function mailFetcher() {
  const { openImapBox, ImapTrouble } = await import('@meanwhile/channels/email/imap-box.ts');
  const { envelopeFromHeaders } = await import('@meanwhile/channels/email/arrival.ts');
  const { mailDedupeKey } = await import('@meanwhile/channels/email/mail-digest.ts');
  return { openImapBox, ImapTrouble, envelopeFromHeaders, mailDedupeKey };
}

/** What is needed to leave by a mailbox's own server. */
export async function mailWayOut() {
  const { smtpUrlOf, trySmtp } = await import('@meanwhile/channels/email/smtp-access.ts');
  return { smtpUrlOf, trySmtp };
}

export type MailFetcher = Awaited<ReturnType<typeof mailFetcher>>;

/** Speaks to the next mail server; loaded with the first mail. */
export async function openMailSender(options: MailSenderOptions): Promise<MailSender> {
  const { createMailSender } = await import('@meanwhile/channels/email/send-mail.ts');
  return createMailSender(options);
}

/** For our own letters: sign-in links, invitations. */
export async function composeMail(mail: MailToCompose): Promise<ComposedMail> {
  const { composeMail: compose } = await import('@meanwhile/channels/email/compose-mail.ts');
  return compose(mail);
}

/** Writes answers as letters: signatures, history, both parts. */
export async function letterMaker() {
  const { letterOf, signatureOf } = await import('@meanwhile/channels/email/letter.ts');
  return { letterOf, signatureOf };
}

export type LetterMaker = Awaited<ReturnType<typeof letterMaker>>;

/** Reads invitations and answers them. */
export async function invitationAnswers() {
  const { answerInvitation } = await import('@meanwhile/channels/email/answer-invitation.ts');
  const { readInvitation } = await import('@meanwhile/channels/email/read-invitation.ts');
  return { answerInvitation, readInvitation };
}

/** Makes keys that sign mail, and looks for them in the DNS. */
export async function signingKit() {
  const { makeKeyPair, recordOf } = await import('@meanwhile/channels/email/sign-mail.ts');
  const { findRecord } = await import('@meanwhile/channels/email/signing-record.ts');
  return { makeKeyPair, recordOf, findRecord };
}

export interface WrittenAnswer {
  readonly html: string;
  readonly text: string;
  readonly shownIds: readonly string[];
  saysTheSame(text: string): boolean;
}

/** What an agent wrote in HTML: made strict, with its text and the attachments it shows. */
export async function readWritten(html: string): Promise<WrittenAnswer> {
  const { readWrittenHtml, saysTheSame } = await import('@meanwhile/channels/email/written-html.ts');
  const read = readWrittenHtml(html);
  return { ...read, saysTheSame: (text) => saysTheSame(text, read.text) };
}

/** Who does a customer's site say that its visitor is? */
export async function verifySiteIdentity(jwt: string, check: SiteIdentityCheck): Promise<SiteIdentityAnswer> {
  const { verifySiteIdentity: verify } = await import('@meanwhile/channels/messenger/site-identity.ts');
  return verify(jwt, check);
}
