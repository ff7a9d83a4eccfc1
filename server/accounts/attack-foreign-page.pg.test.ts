/** Can another page sign somebody in as somebody else? A page can post a form anywhere, with the browser's cookies kept back; the answer's cookie would still be taken. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, testWeb, tokenOf, type TestWeb, type Visitor } from './test-web.ts';

let web: TestWeb;
let shop: Awaited<ReturnType<TestWeb['workspace']>>;
beforeAll(async () => {
  web = await testWeb({
    // As in the product: the form without JavaScript brings this reader along for every route.
    register: ({ app }) =>
      app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
        done(null, Object.fromEntries(new URLSearchParams(String(body)))),
      ),
  });
  shop = await web.workspace('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
});
afterAll(() => web.close());

const linkToken = async (): Promise<string> => tokenOf((await web.accounts.createSignInLink('mia@lantern.example'))!.url);

/** Ways to sign in that need nothing but a body, and what the attacker would put into it. */
const doors: Record<string, () => Promise<[string, Record<string, string>]>> = {
  'a one-time link': async () => ['/api/auth/link/use', { token: await linkToken() }],
  'a password': async () => ['/api/auth/sign-in/email', { email: 'mia@lantern.example', password: goodPassword }],
  'an invitation': async () => {
    const invited = await shop.owner.post('/api/v1/invitations', { email: `kim-${Math.random()}@lantern.example`, role: 'agent' });
    return ['/api/v1/invitations/accept', { token: tokenOf(invited.body.link), name: 'Kim', password: goodPassword }];
  },
};
const foreignPages: Record<string, string>[] = [
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'https://evil.example', 'sec-fetch-site': '' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://shop.localhost', 'sec-fetch-site': 'same-site' },
];

function post(visitor: Visitor, url: string, fields: Record<string, string>, headers: Record<string, string>) {
  return visitor.send('POST', url, new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  });
}

test.each(Object.keys(doors))('attack 88: a form on another page signs nobody in by %s, and our own page does', async (door) => {
  for (const page of foreignPages) {
    const [url, fields] = await doors[door]!();
    const victim = web.visitor();
    const answer = await post(victim, url, fields, page);
    expect([page, answer.status, answer.body.code]).toEqual([page, 403, 'origin_refused']);
    expect(victim.cookies.size).toBe(0);
  }
  const [url, fields] = await doors[door]!();
  const visitor = web.visitor();
  expect((await visitor.send('POST', url, fields)).status).toBe(200);
  expect([...visitor.cookies.keys()].join()).toContain('session_token');
});

test('attack 88: somebody else’s password for a proxy is no token that would let a foreign page through', async () => {
  const answer = await post(
    web.visitor(),
    '/api/auth/link/use',
    { token: await linkToken() },
    {
      ...foreignPages[0]!,
      authorization: `Basic ${Buffer.from('mia:pass').toString('base64')}`,
    },
  );
  expect([answer.status, answer.body.code]).toEqual([403, 'origin_refused']);
});

test('a form of our own page counts as ours, although it may not say where it comes from', async () => {
  const answer = await post(
    web.visitor(),
    '/api/auth/link/use',
    { token: await linkToken() },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
  );
  expect(answer.status).toBe(200);
});
