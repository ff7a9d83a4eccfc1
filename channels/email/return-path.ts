/**
 * About which of our mails is this report of failure, provably? Each mail leaves with a return path of its own (VERP):
 * `bounce+<53 base32 characters>@domain`, key id, delivery id and a 128-bit MAC over workspace and delivery. A report that comes to it
 * was made by somebody who had that mail, whatever the report itself says.
 */
import { createHmac } from 'node:crypto';
import { idBytes, macBytes, minSecretBytes, packed, sameMac, unpacked } from './thread-token.ts';
import type { MacKey } from './thread-token.ts';

export interface ReturnPath {
  readonly keyId: number;
  readonly deliveryId: string;
  readonly mac: Uint8Array;
}

export const returnPathPrefix = 'bounce+';

function macOf(workspaceId: string, deliveryId: string, key: MacKey): Uint8Array {
  if (key.secret.length < minSecretBytes) throw new RangeError('a MAC key has at least 32 bytes');
  const hmac = createHmac('sha256', key.secret).update('meanwhile return-path 1\0').update(Uint8Array.of(key.id));
  return Uint8Array.from(hmac.update(idBytes(workspaceId)).update(idBytes(deliveryId)).digest().subarray(0, macBytes));
}

/** The local part of one delivery's return path: always 60 characters. */
export function makeReturnPath(workspaceId: string, deliveryId: string, key: MacKey): string {
  return returnPathPrefix + packed(key, deliveryId, macOf(workspaceId, deliveryId, key));
}

/** Decodes a recipient's local part (relays may change its case); null when it has not the exact shape. Proves nothing yet. */
export function readReturnPath(localPart: string): ReturnPath | null {
  const lower = localPart.toLowerCase();
  if (!lower.startsWith(returnPathPrefix)) return null;
  const read = unpacked(lower.slice(returnPathPrefix.length));
  return read === null ? null : { keyId: read.keyId, deliveryId: read.id, mac: read.mac };
}

/** Did we make it, for a delivery of this workspace? */
export function verifyReturnPath(path: ReturnPath, workspaceId: string, keys: readonly MacKey[]): boolean {
  return keys.some((key) => key.id === path.keyId && sameMac(macOf(workspaceId, path.deliveryId, key), path.mac));
}
