/**
 * With which key do we sign to browsers' push services (VAPID, RFC 8292)? One P-256 key derived from each of the installation's secrets, so that
 * nothing more has to be kept; an endpoint goes on with the key it was made for until that secret is taken out.
 */
import { createECDH, hkdfSync } from 'node:crypto';
import type { Keys } from '../platform/keys.ts';

export interface PushKey {
  readonly id: string;
  /** Both base64url, as `web-push` takes them. */
  readonly publicKey: string;
  readonly privateKey: string;
}

function keyFrom(id: string, secret: Buffer): PushKey {
  const curve = createECDH('prime256v1');
  for (let attempt = 0; ; attempt += 1) {
    // A number outside the curve's order is refused; the next attempt is another one (odds of one in 2³²).
    const scalar = Buffer.from(hkdfSync('sha256', secret, '', `vapid ${attempt}`, 32));
    try {
      curve.setPrivateKey(scalar);
    } catch (error) {
      if (attempt < 8) continue;
      throw new Error('no push key could be derived', { cause: error });
    }
    return { id, publicKey: curve.getPublicKey().toString('base64url'), privateKey: scalar.toString('base64url') };
  }
}

export const newestPushKey = (keys: Keys): PushKey => keyFrom(keys.newest('web-push').id, keys.newest('web-push').key);

/** Undefined once its secret is gone. */
export function pushKeyOf(keys: Keys, id: string): PushKey | undefined {
  const found = keys.all('web-push').find((one) => one.id === id);
  return found === undefined ? undefined : keyFrom(found.id, found.key);
}
