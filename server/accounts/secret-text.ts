/**
 * How are one-time links, invitations and API tokens made and kept? 256 random bits for the holder, their SHA-256 for us; nothing of it
 * follows from ids or times, and an empty or misshapen one is refused before any lookup.
 */
import { createHash, randomBytes } from 'node:crypto';

const shape = /^[A-Za-z0-9_-]{43}$/;

export function newSecretText(): string {
  return randomBytes(32).toString('base64url');
}

export function isSecretText(text: unknown): text is string {
  return typeof text === 'string' && shape.test(text);
}

export function hashSecret(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * An answer that shows a secret once: what is stored to answer a repetition of the request (`Idempotency-Key`) has null in its place.
 */
export function shownOnce<T extends object>(answer: T, secret: keyof T): T {
  return Object.defineProperty(answer, 'toJSON', { enumerable: false, value: () => ({ ...answer, [secret]: null }) });
}
