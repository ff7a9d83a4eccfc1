/** Who vouches for people in a test? A small OpenID provider on this machine that checks PKCE and hands out what the test tells it to. For tests only. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface Claims {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean | string;
  readonly name?: string;
}
export interface Tamper {
  readonly issuer?: string;
  readonly audience?: string;
  readonly nonce?: string | null;
  readonly expiresInS?: number;
  /** Signed by a key that is not in the JWKS, under a kid that is. */
  readonly foreignKey?: boolean;
  readonly kid?: string;
  /** Without a signature: `alg: none`. */
  readonly unsigned?: boolean;
  /** Signed with HS256 and the client's secret as if the provider's public key were a shared one. */
  readonly symmetric?: boolean;
}
interface Grant {
  readonly nonce: string;
  readonly challenge: string | null;
  readonly claims: Claims;
  readonly tamper: Tamper;
}

export async function testIdentityProvider() {
  const good = await generateKeyPair('RS256', { extractable: true });
  const foreign = await generateKeyPair('RS256', { extractable: true });
  const grants = new Map<string, Grant>();
  const hits: string[] = [];
  let issuer = '';

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    hits.push(url.pathname);
    const send = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (url.pathname === '/.well-known/openid-configuration') {
      return send(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      });
    }
    if (url.pathname === '/jwks')
      return void exportJWK(good.publicKey).then((key) => send(200, { keys: [{ ...key, kid: 'k1', alg: 'RS256', use: 'sig' }] }));
    if (url.pathname !== '/token') return send(404, {});
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => void tokenFor(new URLSearchParams(body)).then(([status, value]) => send(status, value)));
  });

  async function tokenFor(form: URLSearchParams): Promise<[number, unknown]> {
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    if (grant === undefined) return [400, { error: 'invalid_grant' }];
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant.challenge === null || proof !== grant.challenge) return [400, { error: 'invalid_grant' }];
    return [200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: await idToken(grant) }];
  }

  async function idToken({ claims, tamper, nonce }: Grant): Promise<string> {
    const payload = { ...claims, ...(tamper.nonce === null ? {} : { nonce: tamper.nonce ?? nonce }) };
    const now = Math.floor(Date.now() / 1_000);
    const times = { iat: now, exp: now + (tamper.expiresInS ?? 300), iss: tamper.issuer ?? issuer, aud: tamper.audience ?? 'meanwhile' };
    if (tamper.unsigned === true) {
      const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none', typ: 'JWT', kid: 'k1' })}.${part({ ...payload, ...times })}.`;
    }
    const token = new SignJWT({ ...payload, ...times }).setProtectedHeader({
      alg: tamper.symmetric === true ? 'HS256' : 'RS256',
      kid: tamper.kid ?? 'k1',
    });
    if (tamper.symmetric === true) return token.sign(new TextEncoder().encode('a secret of the client'));
    return token.sign(tamper.foreignKey === true ? foreign.privateKey : good.privateKey);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    hits,
    settings: { issuer, clientId: 'meanwhile', clientSecret: 'a secret of the client', name: 'Lantern SSO' },
    /** The person at the provider said yes: gives the code for this authorization URL. */
    approve(authorizationUrl: string, claims: Claims, tamper: Tamper = {}): string {
      const query = new URL(authorizationUrl).searchParams;
      const code = randomUUID();
      grants.set(code, {
        nonce: query.get('nonce') ?? '',
        challenge: query.get('code_challenge_method') === 'S256' ? query.get('code_challenge') : null,
        claims,
        tamper,
      });
      return code;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export type TestIdentityProvider = Awaited<ReturnType<typeof testIdentityProvider>>;
