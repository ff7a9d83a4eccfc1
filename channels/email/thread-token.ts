/**
 * Which conversation does a mail answer, provably? Our reply address and our Message-ID both carry a 128-bit MAC over workspace,
 * conversation and audience (the identity the mail went to). Routing only: who writes is judged by the From, never by a token.
 *
 * Reply address `reply+<53 base32 characters>@domain`: key id (1 byte), conversation id (16), MAC (16); 59 characters, so it fits the
 * 64 of a local part. Workspace and audience do not fit; they are inside the MAC. So: `readReplyToken` decodes without any lookup, the
 * server loads that conversation in the workspace the mail was addressed to, and `verifyReplyToken` tries its few participants.
 * Message-ID `<m.<53 base32>.<13 base32>@domain>`: key id, message id, MAC; then 8 random bytes, which the MAC covers too.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface MacKey {
  /** 0 to 255, unique among the live keys. */
  readonly id: number;
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
}

export interface ReplyTarget {
  readonly workspaceId: string;
  readonly conversationId: string;
  readonly audienceId: string;
}

export interface ReplyToken {
  readonly keyId: number;
  readonly conversationId: string;
  readonly mac: Uint8Array;
}

export interface OwnMessageId {
  readonly keyId: number;
  readonly messageId: string;
  readonly nonce: Uint8Array;
  readonly mac: Uint8Array;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
export const macBytes = 16;
const nonceBytes = 8;
const tokenBytes = 1 + 16 + macBytes;
const tokenChars = 53;
const nonceChars = 13;
export const minSecretBytes = 32;
export const replyPrefix = 'reply+';

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(buffer >> bits) & 31];
    }
  }
  return bits === 0 ? text : text + alphabet[(buffer << (5 - bits)) & 31];
}

/** Exactly `count` bytes or null: other characters, another length and left-over bits are refused, so each value has one spelling. */
function fromBase32(text: string, count: number): Uint8Array | null {
  if (text.length !== Math.ceil((count * 8) / 5)) return null;
  const bytes = new Uint8Array(count);
  let buffer = 0;
  let bits = 0;
  let filled = 0;
  for (const char of text) {
    const value = alphabet.indexOf(char);
    if (value < 0) return null;
    buffer = ((buffer << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[filled++] = (buffer >> bits) & 0xff;
    }
  }
  return (buffer & ((1 << bits) - 1)) === 0 ? bytes : null;
}

export function idBytes(id: string): Uint8Array {
  const hex = id.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new TypeError(`not a UUID: ${id.slice(0, 40)}`);
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function idText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function macOf(purpose: 'reply' | 'message-id' | 'nonce', target: ReplyTarget, extra: readonly Uint8Array[], key: MacKey): Uint8Array {
  if (key.secret.length < minSecretBytes) throw new RangeError('a MAC key has at least 32 bytes');
  const hmac = createHmac('sha256', key.secret).update(`meanwhile ${purpose} 1\0`);
  hmac
    .update(Uint8Array.of(key.id))
    .update(idBytes(target.workspaceId))
    .update(idBytes(target.conversationId))
    .update(idBytes(target.audienceId));
  for (const bytes of extra) hmac.update(bytes);
  return Uint8Array.from(hmac.digest().subarray(0, macBytes));
}

export function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === macBytes && b.length === macBytes && timingSafeEqual(a, b);
}

/** Key id, id and MAC in 53 characters of base32. */
export function packed(key: MacKey, id: string, mac: Uint8Array): string {
  return toBase32(Buffer.concat([Uint8Array.of(key.id), idBytes(id), mac]));
}

/** The same back, or null where it has not the exact shape. Proves nothing yet. */
export function unpacked(text: string): { keyId: number; id: string; mac: Uint8Array } | null {
  const bytes = fromBase32(text, tokenBytes);
  if (bytes === null) return null;
  return { keyId: bytes[0] ?? 0, id: idText(bytes.subarray(1, 17)), mac: bytes.slice(17) };
}

/** The local part of the reply address for one conversation and one audience: always 59 characters. */
export function makeReplyToken(target: ReplyTarget, key: MacKey): string {
  return replyPrefix + packed(key, target.conversationId, macOf('reply', target, [], key));
}

/** Decodes a recipient's local part (relays may change its case); null when it has not the exact shape. Proves nothing yet. */
export function readReplyToken(localPart: string): ReplyToken | null {
  const lower = localPart.toLowerCase();
  if (!lower.startsWith(replyPrefix) || lower.length !== replyPrefix.length + tokenChars) return null;
  const read = unpacked(lower.slice(replyPrefix.length));
  return read === null ? null : { keyId: read.keyId, conversationId: read.id, mac: read.mac };
}

/** For which of the conversation's audiences was this token made? Null for none: then the token is no evidence at all. */
export function verifyReplyToken(
  token: ReplyToken,
  candidates: { readonly workspaceId: string; readonly audienceIds: readonly string[] },
  keys: readonly MacKey[],
): string | null {
  let found: string | null = null;
  for (const key of keys) {
    if (key.id !== token.keyId) continue;
    for (const audienceId of candidates.audienceIds) {
      const target = { workspaceId: candidates.workspaceId, conversationId: token.conversationId, audienceId };
      if (sameMac(macOf('reply', target, [], key), token.mac)) found = audienceId;
    }
  }
  return found;
}

/** 8 bytes nobody can guess, the same for every attempt at this mail, so that a retry repeats its Message-ID. */
export function messageIdNonce(target: ReplyTarget & { readonly messageId: string }, key: MacKey): Uint8Array {
  return macOf('nonce', target, [idBytes(target.messageId)], key).slice(0, nonceBytes);
}

/** A Message-ID of ours, with angle brackets. `nonce` is 8 random bytes; keep the result with the delivery so that a retry repeats it. */
export function makeMessageId(
  target: ReplyTarget & { readonly messageId: string },
  domain: string,
  key: MacKey,
  nonce: Uint8Array,
): string {
  if (nonce.length !== nonceBytes) throw new RangeError('a Message-ID takes 8 random bytes');
  const mac = macOf('message-id', target, [idBytes(target.messageId), nonce], key);
  return `<m.${packed(key, target.messageId, mac)}.${toBase32(nonce)}@${domain}>`;
}

/** Decodes a Message-ID, with or without brackets, that has the shape of ours at this domain. Proves nothing yet. */
export function readMessageId(text: string, domain: string): OwnMessageId | null {
  const lower = text.trim().replace(/^<|>$/g, '').toLowerCase();
  const tail = `@${domain.toLowerCase()}`;
  if (lower.length !== 2 + tokenChars + 1 + nonceChars + tail.length || !lower.startsWith('m.') || !lower.endsWith(tail)) return null;
  if (lower[2 + tokenChars] !== '.') return null;
  const read = unpacked(lower.slice(2, 2 + tokenChars));
  const nonce = fromBase32(lower.slice(3 + tokenChars, 3 + tokenChars + nonceChars), nonceBytes);
  return read === null || nonce === null ? null : { keyId: read.keyId, messageId: read.id, nonce, mac: read.mac };
}

/** Did we make this Message-ID for that message's workspace, conversation and audience? */
export function verifyMessageId(own: OwnMessageId, target: ReplyTarget, keys: readonly MacKey[]): boolean {
  let made = false;
  for (const key of keys) {
    if (key.id !== own.keyId) continue;
    if (sameMac(macOf('message-id', target, [idBytes(own.messageId), own.nonce], key), own.mac)) made = true;
  }
  return made;
}
