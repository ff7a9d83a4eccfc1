/** Is everything better-auth offers either mounted by us with a declaration, or closed? And does its view of the tables match ours? */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closedPaths, createAuth } from './auth.ts';
import { openAccountsPool } from './pool.ts';
import { testIdentityProvider, type TestIdentityProvider } from './test-identity-provider.ts';
import { testWeb, type TestWeb } from './test-web.ts';
import { createThrottle } from './throttle.ts';

let web: TestWeb;
let idp: TestIdentityProvider;
beforeAll(async () => {
  idp = await testIdentityProvider();
  web = await testWeb({ accounts: { oidc: idp.settings }, settings: { production: true, publicUrl: 'https://desk.example' } });
});
afterAll(async () => {
  await web.close();
  await idp.close();
});

test('every path of better-auth is mounted with a declaration or closed, so that an update cannot add one unseen', async () => {
  const pool = openAccountsPool(web.base.access.configFor('accounts'), web.base.platform.log);
  const auth = createAuth({ platform: web.base.platform, pool, throttle: createThrottle(web.base.platform, pool), oidc: idp.settings });
  await auth.$context;
  const offered = Object.values(auth.api)
    .map((endpoint) => (endpoint as { path?: string }).path)
    .filter((path): path is string => path !== undefined);
  const mounted = web.web.routes.map((route) => route.url.replace('/api/auth', ''));
  expect(offered.length).toBeGreaterThan(30);
  expect(offered.filter((path) => !mounted.includes(path) && !closedPaths.includes(path))).toEqual([]);
  expect(closedPaths.filter((path) => mounted.includes(path) && path !== '/change-password')).toEqual([]);
  for (const path of closedPaths) {
    const answer = await auth.handler(
      new Request(`https://desk.example/api/auth${path.replace(':token', 'x')}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    );
    expect([path, answer.status]).toEqual([path, 404]);
  }
  await pool.end();
});

test('closed doors are not there: nobody signs up, lists accounts or reads tokens of a session', async () => {
  for (const [method, path] of [
    ['POST', '/sign-up/email'],
    ['POST', '/reset-password'],
    ['POST', '/update-user'],
    ['GET', '/list-sessions'],
    ['GET', '/get-session'],
    ['GET', '/list-accounts'],
    ['GET', '/ok'],
    ['POST', '/delete-user'],
  ] as const) {
    const answer = await web.app.inject({
      method,
      url: `/api/auth${path}`,
      headers: { origin: 'https://desk.example' },
      ...(method === 'POST' ? { payload: {} } : {}),
    });
    expect([path, answer.statusCode]).toEqual([path, 404]);
  }
});

test('in production the cookie is bound to the host, unreadable to scripts, and only sent over https', async () => {
  await web.accounts.createWorkspace({ name: 'Lantern', slug: 'lantern', owner: { name: 'Mia', email: 'mia@lantern.example' } });
  const link = await web.accounts.createSignInLink('mia@lantern.example');
  const answer = await web.app.inject({ method: 'POST', url: '/api/auth/link/use', payload: { token: link!.url.split('#t=')[1] } });
  const cookie = String(answer.headers['set-cookie']);
  expect(link!.url).toMatch(/^https:\/\/desk\.example\/sign-in\/link#t=/);
  expect(cookie).toMatch(/^__Host-meanwhile\.session_token=/);
  for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute);
  expect(cookie).not.toMatch(/domain=/i);
});
