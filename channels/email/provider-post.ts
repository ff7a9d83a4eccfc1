/**
 * Is this call really from the provider that takes our mail in, and which mail does it carry? Mailgun (a route that posts MIME), Postmark
 * and SendGrid (Inbound Parse, both with the raw mail). Pure; proves the caller, never the mail's sender, and knows no channel.
 */
import { createHash, createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { dayMs, type Instant } from '@meanwhile/core/kernel/instant.ts';
import type { MailEnvelope } from '../contract/channel-adapter.ts';
import { canonicalAddress } from './address.ts';
import { envelopeFromHeaders } from './arrival.ts';
import { readForm } from './form-bytes.ts';

export interface ProviderSecrets {
  /** Mailgun's HTTP webhook signing key. */
  readonly mailgunKey?: string | undefined;
  /** Of our own making: part of the address entered at the provider, or the password in it. */
  readonly inboundSecret?: string | undefined;
  /** The one before it, good until somebody ends it. */
  readonly inboundSecretOld?: string | undefined;
  /** SendGrid's public key, base64 of its DER. With it, the address alone lets no mail of theirs in. */
  readonly sendgridKey?: string | undefined;
}

export interface ProviderPost {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  /** The secret in the path; null where it has none. */
  readonly pathSecret: string | null;
  readonly receivedAt: Instant;
}

/** A signed call is good for so long: providers try for hours, and one-time keys are remembered for longer than this. */
export const signatureGoodMs = 3 * dayMs;
const aheadMs = dayMs / 24;

export interface ProviderMail {
  readonly provider: 'mailgun' | 'postmark' | 'sendgrid';
  readonly raw: Uint8Array;
  readonly envelope: MailEnvelope;
  /** What the signature was made over, where it covers less than the mail: one signature is good for one mail. Null where it covers all. */
  readonly onceKey: string | null;
}

/** `forged`: nobody vouches for it. `no_mail`: it is theirs and carries no raw mail, so the provider is set up differently. */
export type ProviderTrouble = 'forged' | 'no_mail';

const signatureHeader = 'x-twilio-email-event-webhook-signature';

/** On the bytes as they came. Never throws for what they say. */
export function readProviderPost(post: ProviderPost, secrets: ProviderSecrets): ProviderMail | ProviderTrouble {
  const contentType = textHeader(post, 'content-type');
  const signature = textHeader(post, signatureHeader);
  if (signature !== '') {
    const signedAt = textHeader(post, 'x-twilio-email-event-webhook-timestamp');
    if (!isFresh(signedAt, post.receivedAt) || !isSignedBySendgrid(post.body, { signature, signedAt, key: secrets.sendgridKey }))
      return 'forged';
    return sendgridMail(contentType, post.body);
  }
  const presented = post.pathSecret ?? passwordIn(textHeader(post, 'authorization'));
  if (presented !== null) {
    if (!isInboundSecret(presented, secrets)) return 'forged';
    if (/^application\/json\b/i.test(contentType)) return postmarkMail(post.body);
    return secrets.sendgridKey === undefined ? sendgridMail(contentType, post.body) : 'forged';
  }
  return secrets.mailgunKey === undefined ? 'forged' : mailgunMail(post, secrets.mailgunKey);
}

/**
 * Is this call worth reading at all? Told by its head alone, before a byte of the body: no where it presents a wrong secret, or where
 * nothing is set by which it could be proved.
 */
export function mayBeProvider(post: Omit<ProviderPost, 'body' | 'receivedAt'>, secrets: ProviderSecrets): boolean {
  if (textHeader(post, signatureHeader) !== '') return secrets.sendgridKey !== undefined;
  const presented = post.pathSecret ?? passwordIn(textHeader(post, 'authorization'));
  return presented === null ? secrets.mailgunKey !== undefined : isInboundSecret(presented, secrets);
}

function isInboundSecret(presented: string, { inboundSecret, inboundSecretOld }: ProviderSecrets): boolean {
  const bytes = Buffer.from(presented);
  return [inboundSecret, inboundSecretOld].some((known) => known !== undefined && isSame(bytes, Buffer.from(known)));
}

/** Seconds since 1970, as both providers write it. */
function isFresh(signedAt: string, receivedAt: Instant): boolean {
  if (!/^\d{1,12}$/.test(signedAt)) return false;
  const ageMs = receivedAt - Number(signedAt) * 1_000;
  return ageMs <= signatureGoodMs && ageMs >= -aheadMs;
}

/** Null where it is no public key on a curve, as SendGrid shows it (base64 of DER, RFC 5480). */
function readSendgridKey(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' ? key : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

interface SendgridSignature {
  readonly signature: string;
  readonly signedAt: string;
  readonly key: string | undefined;
}

/** ECDSA over SHA-256 of the timestamp and the body, byte for byte (Twilio SendGrid, “Signed Event Webhook”). */
function isSignedBySendgrid(body: Uint8Array, { signature, signedAt, key }: SendgridSignature): boolean {
  const known = key === undefined ? null : readSendgridKey(key);
  if (known === null || !/^\d{1,20}$/.test(signedAt) || !/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
  return verify('sha256', Buffer.concat([Buffer.from(signedAt), body]), known, Buffer.from(signature, 'base64'));
}

function sendgridMail(contentType: string, body: Uint8Array): ProviderMail | ProviderTrouble {
  const fields = readForm(contentType, body);
  const raw = fields?.get('email');
  if (raw === undefined || raw.byteLength === 0) return 'no_mail';
  const said = jsonOf(textOf(fields?.get('envelope')));
  const guessed = envelopeFromHeaders(raw);
  const to = Array.isArray(said['to']) ? addressesIn(said['to']) : [];
  const from = typeof said['from'] === 'string' ? (canonicalAddress(said['from']) ?? '') : guessed.mailFrom;
  const remote = textOf(fields?.get('sender_ip')).trim();
  const envelope = {
    mailFrom: from,
    rcptTo: to.length > 0 ? to : guessed.rcptTo,
    remoteAddress: isIP(remote) === 0 ? '' : remote,
    helo: '',
  };
  return { provider: 'sendgrid', raw, envelope, onceKey: null };
}

/** Postmark signs nothing: the secret in the address is what it has. The mail comes as text in JSON. */
function postmarkMail(body: Uint8Array): ProviderMail | ProviderTrouble {
  const { RawEmail: text, OriginalRecipient: recipient } = jsonOf(textOf(body));
  if (typeof text !== 'string' || text === '') return 'no_mail';
  const raw = Buffer.from(text);
  const guessed = envelopeFromHeaders(raw);
  const to = typeof recipient === 'string' ? addressesIn(recipient.split(',')) : [];
  return { provider: 'postmark', raw, envelope: { ...guessed, rcptTo: to.length > 0 ? to : guessed.rcptTo }, onceKey: null };
}

/** HMAC-SHA256 in hex over timestamp and token (Mailgun, “Securing Webhooks”). The mail itself is not covered by it. */
function mailgunMail(post: ProviderPost, key: string): ProviderMail | ProviderTrouble {
  const fields = readForm(textHeader(post, 'content-type'), post.body);
  const signed = `${textOf(fields?.get('timestamp'))}${textOf(fields?.get('token'))}`;
  const signature = textOf(fields?.get('signature'));
  if (fields === null || signed === '' || !/^[0-9a-f]{64}$/.test(signature)) return 'forged';
  if (!isFresh(textOf(fields.get('timestamp')), post.receivedAt)) return 'forged';
  if (!isSame(Buffer.from(signature, 'hex'), createHmac('sha256', key).update(signed).digest())) return 'forged';
  const raw = fields.get('body-mime');
  if (raw === undefined || raw.byteLength === 0) return 'no_mail';
  const to = addressesIn(textOf(fields.get('recipient')).split(','));
  const mailFrom = canonicalAddress(textOf(fields.get('sender'))) ?? '';
  // Over both together: their border could be moved without changing what was signed.
  const onceKey = createHash('sha256').update(`mailgun ${signed}`).digest('base64url');
  return { provider: 'mailgun', raw, envelope: { mailFrom, rcptTo: to, remoteAddress: '', helo: '' }, onceKey };
}

function isSame(presented: Uint8Array, known: Uint8Array): boolean {
  return presented.byteLength === known.byteLength && timingSafeEqual(presented, known);
}

/** The password of HTTP Basic (RFC 7617), whoever it says to be; null where none is given. */
function passwordIn(authorization: string): string | null {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return null;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? '' : pair.slice(colon + 1);
}

/** Empty where it is missing or came more than once. */
function textHeader({ headers }: Pick<ProviderPost, 'headers'>, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function addressesIn(values: readonly unknown[]): string[] {
  const known = values.map((value) => (typeof value === 'string' ? canonicalAddress(value.trim()) : null));
  return [...new Set(known.filter((address) => address !== null))];
}

/** An empty object where it is no JSON object. */
function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
