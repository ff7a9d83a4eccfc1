/** What does a passkey answer? A device made of node:crypto that answers as asked, or as an attacker would. For tests only. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Bending {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  /** Absent = one more than the last. */
  readonly counter?: number;
  readonly userVerified?: boolean;
  /** Signs with another key. */
  readonly forged?: boolean;
}

const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
const bytes = (value: Buffer): Buffer => Buffer.concat([Buffer.from([0x59, value.length >> 8, value.length & 255]), value]);

export function testAuthenticator(origin = 'http://localhost') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  let counter = 0;

  const authenticatorData = (bending: Bending, credential: Buffer): Buffer => {
    counter = bending.counter ?? counter + 1;
    const head = Buffer.alloc(5);
    head.writeUInt8(0x01 | (bending.userVerified === false ? 0 : 0x04) | (credential.length > 0 ? 0x40 : 0));
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([
      createHash('sha256')
        .update(bending.rpId ?? new URL(origin).hostname)
        .digest(),
      head,
      credential,
    ]);
  };
  const clientData = (type: string, challenge: string, bending: Bending): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: bending.type ?? type,
        challenge: bending.challenge ?? challenge,
        origin: bending.origin ?? origin,
        crossOrigin: false,
      }),
    );

  return {
    id,
    make(challenge: string, bending: Bending = {}) {
      const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string };
      // COSE: EC2 key, ES256, P-256.
      const key = Buffer.concat([
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
        Buffer.from(x, 'base64url'),
        Buffer.from([0x22, 0x58, 0x20]),
        Buffer.from(y, 'base64url'),
      ]);
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, credentialId.length]), credentialId, key]);
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        text('fmt'),
        text('none'),
        text('attStmt'),
        Buffer.from([0xa0]),
        text('authData'),
        bytes(authenticatorData(bending, credential)),
      ]);
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, bending).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    use(challenge: string, bending: Bending = {}) {
      const data = authenticatorData(bending, Buffer.alloc(0));
      const client = clientData('webauthn.get', challenge, bending);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      const signature = sign('sha256', signed, bending.forged === true ? foreign.privateKey : privateKey);
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}
