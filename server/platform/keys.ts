/**
 * Which key signs, which keys still verify? Derived per purpose from the installation's secrets (HKDF), so no two uses share a key.
 * The newest secret signs and encrypts; older ones verify and decrypt until they are taken out.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Key {
  readonly id: string;
  readonly key: Buffer;
}

export interface Keys {
  /** Newest first; never empty. */
  all(purpose: string): readonly Key[];
  newest(purpose: string): Key;
}

/** `secrets`: newest first, each at least 32 random bytes with a short id. */
export function keysFrom(secrets: readonly { readonly id: string; readonly secret: Buffer }[]): Keys {
  if (secrets.length === 0) throw new Error('no secret');
  const cache = new Map<string, Key[]>();
  const all = (purpose: string): Key[] => {
    let keys = cache.get(purpose);
    if (keys === undefined) {
      keys = secrets.map(({ id, secret }) => ({ id, key: Buffer.from(hkdfSync('sha256', secret, '', `meanwhile:${purpose}`, 32)) }));
      cache.set(purpose, keys);
    }
    return keys;
  };
  return { all, newest: (purpose) => all(purpose)[0]! };
}

/** AES-256-GCM; layout: length of key id (1) ‖ key id ‖ nonce (12) ‖ tag (16) ‖ ciphertext. */
export function seal(keys: Keys, purpose: string, plain: Uint8Array): Buffer {
  const { id, key } = keys.newest(purpose);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const name = Buffer.from(id);
  return Buffer.concat([Buffer.from([name.length]), name, nonce, cipher.getAuthTag(), body]);
}

/** Throws when the bytes were changed or no key fits. */
export function unseal(keys: Keys, purpose: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const nameLength = bytes[0] ?? 0;
  const id = bytes.subarray(1, 1 + nameLength).toString();
  const key = keys.all(purpose).find((one) => one.id === id);
  if (key === undefined) throw new Error('no key fits');
  const rest = bytes.subarray(1 + nameLength);
  const decipher = createDecipheriv('aes-256-gcm', key.key, rest.subarray(0, 12));
  decipher.setAuthTag(rest.subarray(12, 28));
  return Buffer.concat([decipher.update(rest.subarray(28)), decipher.final()]);
}

/** A short signed text `<payload>.<key id>.<mac>`; 128-bit MAC. The payload is readable: put nothing secret in it. */
export function sign(keys: Keys, purpose: string, payload: string): string {
  const { id, key } = keys.newest(purpose);
  return `${payload}.${id}.${mac(key, payload)}`;
}

/** The payload, or null. Constant time in the MAC; lengths are checked first. */
export function verifySigned(keys: Keys, purpose: string, signed: string): string | null {
  const last = signed.lastIndexOf('.');
  const middle = signed.lastIndexOf('.', last - 1);
  if (middle <= 0) return null;
  const payload = signed.slice(0, middle);
  const key = keys.all(purpose).find((one) => one.id === signed.slice(middle + 1, last));
  if (key === undefined) return null;
  const given = Buffer.from(signed.slice(last + 1));
  const expected = Buffer.from(mac(key.key, payload));
  return given.length === expected.length && timingSafeEqual(given, expected) ? payload : null;
}

function mac(key: Buffer, payload: string): string {
  return createHmac('sha256', key).update(payload).digest().subarray(0, 16).toString('base64url');
}
