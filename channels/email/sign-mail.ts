/**
 * Who vouches for this mail? Signs the finished bytes with the key of the From's domain (DKIM, RFC 6376), makes such keys, and says which
 * DNS record lets others check the signature. Whether the record is there is asked by `signing-record.ts`.
 */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';

export interface SigningKey {
  /** The From's own domain, canonical. */
  readonly domain: string;
  readonly selector: string;
  /** PKCS#8 in PEM. Never leaves the server. */
  readonly privateKey: string;
}

export interface KeyPair {
  readonly privateKey: string;
  /** SubjectPublicKeyInfo in base64: what stands behind `p=`. */
  readonly publicKey: string;
}

const makePair = promisify(generateKeyPair);

/** RSA with 2048 bits: what every receiver checks (RFC 8301 §3.2); Ed25519 is still unknown to many. */
export async function makeKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await makePair('rsa', { modulusLength: 2048 });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

export interface DnsRecord {
  readonly name: string;
  readonly type: 'TXT';
  readonly value: string;
}

export function recordOf(key: { readonly domain: string; readonly selector: string; readonly publicKey: string }): DnsRecord {
  return { name: `${key.selector}._domainkey.${key.domain}`, type: 'TXT', value: `v=DKIM1; k=rsa; p=${key.publicKey}` };
}

/**
 * The same mail with one `DKIM-Signature` in front. Both header and body may be rewrapped on the way (relaxed/relaxed). Throws when the key
 * is unusable: an unsigned mail must not go out in place of a signed one.
 */
export async function signMail(raw: Uint8Array, key: SigningKey, signedAt: Instant): Promise<Uint8Array> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const signature = { signingDomain: key.domain, selector: key.selector, privateKey: key.privateKey, algorithm: 'rsa-sha256' };
  const { signatures, errors } = await dkimSign(bytes, {
    ...signature,
    canonicalization: 'relaxed/relaxed',
    signTime: new Date(signedAt),
    signatureData: [signature],
  });
  if (errors.length > 0 || signatures === '') throw new Error(`a mail could not be signed for ${key.domain}`, { cause: errors[0] });
  return new Uint8Array(Buffer.concat([Buffer.from(signatures), bytes]));
}
