/** Can an invitation be abused, or an account be taken before its owner comes? */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, testWeb, tokenOf, type TestWeb, type Visitor } from './test-web.ts';

let web: TestWeb;
let shop: Awaited<ReturnType<TestWeb['workspace']>>;
beforeAll(async () => {
  web = await testWeb();
  shop = await web.workspace('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
});
afterAll(() => web.close());

let people = 0;
async function invite(
  by: Visitor,
  role = 'agent',
  email = `guest${(people += 1)}@lantern.example`,
): Promise<{ id: string; email: string; token: string }> {
  const { body, status } = await by.post('/api/v1/invitations', { email, role });
  expect(status).toBe(201);
  return { id: body.id, email, token: tokenOf(body.link) };
}
const accept = (token: string, visitor = web.visitor()) =>
  visitor.post('/api/v1/invitations/accept', { token, name: 'Guest', password: goodPassword });
const invalid = { status: 410, body: { code: 'invitation_invalid' } };

test('attack 68: an invitation works once, for its address, and not after 72 hours', async () => {
  const good = await invite(shop.owner);
  expect((await accept(good.token)).body).toMatchObject({ role: 'agent', user: { email: good.email } });
  expect(await accept(good.token)).toMatchObject(invalid);
  const forwarded = await invite(shop.owner);
  const stranger = await web.workspace('Elsewhere', { name: 'Eve', email: 'eve@elsewhere.example' });
  expect(await accept(forwarded.token, stranger.owner)).toMatchObject(invalid);
  const revoked = await invite(shop.owner);
  expect((await shop.owner.delete(`/api/v1/invitations/${revoked.id}`)).body.revokedAt).not.toBeNull();
  expect(await accept(revoked.token)).toMatchObject(invalid);
  const late = await invite(shop.owner);
  const lastMoment = await invite(shop.owner);
  web.base.clock.advance(72 * hourMs - 60_000);
  expect((await accept(lastMoment.token)).status).toBe(200);
  web.base.clock.advance(2 * 60_000);
  expect(await accept(late.token)).toMatchObject(invalid);
  web.base.clock.run();
});

test('attack 68: of two who accept at the same moment one is told that it is no longer valid', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { token } = await invite(shop.owner);
    const answers = await Promise.all([accept(token), accept(token)]);
    expect(answers.map((one) => one.status).toSorted()).toEqual([200, 410]);
  }
});

test('attack 68: who may no longer invite cannot let anybody in with an earlier invitation', async () => {
  const ida = await web.join(shop.owner, { name: 'Ida', email: 'ida@lantern.example', role: 'admin' });
  const first = await invite(ida.visitor);
  expect((await accept(first.token)).status).toBe(200);
  const second = await invite(ida.visitor);
  await shop.owner.patch(`/api/v1/members/${ida.memberId}`, { role: 'agent' });
  expect(await accept(second.token)).toMatchObject(invalid);
  await shop.owner.patch(`/api/v1/members/${ida.memberId}`, { role: 'admin' });
  const third = await invite(ida.visitor);
  await shop.owner.delete(`/api/v1/members/${ida.memberId}`);
  expect(await accept(third.token)).toMatchObject(invalid);
});

test('attack 68: an admin cannot make an owner by invitation, nor anybody by asking for another role', async () => {
  const admin = await web.join(shop.owner, { name: 'Per', email: 'per@lantern.example', role: 'admin' });
  expect((await admin.visitor.post('/api/v1/invitations', { email: 'x@lantern.example', role: 'owner' })).status).toBe(403);
  const { token } = await invite(admin.visitor, 'viewer');
  const wanted = await web.visitor().post('/api/v1/invitations/accept', { token, name: 'Guest', password: goodPassword, role: 'owner' });
  expect(wanted.status).toBe(400);
  expect((await accept(token)).body.role).toBe('viewer');
});

test('attack 68: an address that has an account signs in before it joins; the link alone hands the account to nobody', async () => {
  const other = await web.workspace('Ink Works', { name: 'Bo', email: 'bo@ink.example' });
  const { token } = await invite(shop.owner, 'agent', 'bo@ink.example');
  expect(await accept(token)).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
  expect((await other.owner.signIn('bo@ink.example', goodPassword)).status).toBe(200);
  expect((await accept(token, other.owner)).body).toMatchObject({ workspaceId: shop.id, role: 'agent' });
});

test('attack 69: empty, blank and misshapen tokens are refused before any lookup, and a used one leaves nothing behind', async () => {
  const { token, id } = await invite(shop.owner);
  const lookalike = token.replace(/[a-z]/, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0));
  for (const bad of ['', ' ', '%20', 'null', 'undefined', '0', lookalike, `${token} `, `${token}${'A'.repeat(100)}`]) {
    expect(await web.visitor().post('/api/v1/invitations/accept', { token: bad, name: 'Guest', password: goodPassword })).toMatchObject(
      invalid,
    );
    expect((await web.visitor().post('/api/auth/link/use', { token: bad })).body.code).toBe('sign_in_failed');
    expect((await web.visitor().get('/api/v1/me', { authorization: `Bearer mw_${bad}`.replace(/[^\x20-\x7e]/g, '?') })).status).toBe(401);
  }
  for (const bad of [null, 0, {}, [], true]) expect((await web.visitor().post('/api/auth/link/use', { token: bad })).status).toBe(400);
  expect((await web.visitor().post('/api/auth/link/use', { token: 'A'.repeat(5_000) })).status).toBe(400);
  expect((await accept(token)).status).toBe(200);
  const kept = await lookBehind('select token_hash from tenant.invitation where id = $1', [id]);
  expect(kept).toEqual([{ token_hash: null }]);
});

test('attack 70: tokens are long, never alike, and kept only as hashes', async () => {
  const tokens = [];
  for (let n = 0; n < 40; n += 1) tokens.push((await invite(shop.owner)).token);
  tokens.push(tokenOf((await web.accounts.createSignInLink('mia@lantern.example'))!.url));
  const made = await shop.owner.post('/api/v1/tokens', { name: 'Warehouse', scopes: ['case:read'] });
  tokens.push((made.body.token as string).slice(3));
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  // Of 1,300 random bytes every bit is set about half the time; a counter or a clock in there would not be.
  const bytes = tokens.map((token) => Buffer.from(token, 'base64url'));
  for (let bit = 0; bit < 256; bit += 1) {
    const ones = bytes.filter((one) => (one[bit >> 3]! >> (bit & 7)) & 1).length;
    expect(ones).toBeGreaterThan(2);
    expect(ones).toBeLessThan(tokens.length - 2);
  }
  const everything = await lookBehind(
    `select (select coalesce(json_agg(t), '[]')::text from directory.token t) || (select coalesce(json_agg(i), '[]')::text from tenant.invitation i)
    || (select coalesce(json_agg(l), '[]')::text from accounts.sign_in_link l) || (select coalesce(json_agg(a), '[]')::text from tenant.api_token a)
    || (select coalesce(json_agg(e), '[]')::text from tenant.event e) || (select coalesce(json_agg(k), '[]')::text from tenant.idempotency_key k) as all`,
    [],
  );
  for (const token of tokens) expect(String(everything[0]!.all)).not.toContain(token);
});

test('attack 78: a password set before the address was proved is gone once its owner comes by mail', async () => {
  const { email, token } = await invite(shop.owner);
  // The inviter sees the link too, and could have used it in the guest's name.
  const hijacker = web.visitor();
  expect((await accept(token, hijacker)).status).toBe(200);
  expect((await web.visitor().signIn(email, goodPassword)).status).toBe(200);
  const rightful = web.visitor();
  await rightful.post('/api/auth/link', { email });
  await expect.poll(() => web.mails.filter((mail) => mail.to === email && mail.text.includes('/sign-in/link#t=')).length).toBe(1);
  const link = /#t=(\S+)/.exec(web.mails.findLast((mail) => mail.to === email)!.text)![1]!;
  expect((await rightful.post('/api/auth/link/use', { token: link })).status).toBe(200);
  expect((await rightful.get('/api/v1/me')).body.user).toMatchObject({ email, hasPassword: false });
  expect((await hijacker.get('/api/v1/me')).status).toBe(401);
  expect((await web.visitor().signIn(email, goodPassword)).status).toBe(401);
  expect((await rightful.post('/api/auth/change-password', { newPassword: 'my own words at last' })).status).toBe(200);
  await rightful.post('/api/auth/link', { email });
  await expect.poll(() => web.mails.filter((mail) => mail.to === email && mail.text.includes('/sign-in/link#t=')).length).toBe(2);
  await web.visitor().post('/api/auth/link/use', { token: /#t=(\S+)/.exec(web.mails.findLast((mail) => mail.to === email)!.text)![1]! });
  expect((await web.visitor().signIn(email, 'my own words at last')).status).toBe(200);
});

test('attack 78: whoever lost a password that way is told at once and by mail', async () => {
  const { email, token } = await invite(shop.owner);
  expect((await accept(token)).status).toBe(200);
  const guest = web.visitor();
  const byMail = await comeByMail(guest, email);
  expect(byMail.body).toEqual({ twoFactorRedirect: false, cleared: true });
  await expect.poll(() => web.mails.filter((mail) => mail.to === email && mail.subject.includes('were removed')).length).toBe(1);
  expect(web.mails.findLast((mail) => mail.to === email)!.text).toContain('/settings/');
  // Proved once, nothing is taken away again, and nobody is told that it was.
  expect((await comeByMail(guest, email)).body).toEqual({ twoFactorRedirect: false, cleared: false });
  expect(web.mails.filter((mail) => mail.to === email && mail.subject.includes('were removed'))).toHaveLength(1);
});

test('attack 78: a guest who joined from the mail itself keeps their password; the link that whoever invited sees proves nothing, nor does another’s', async () => {
  const { email, token } = await invite(shop.owner);
  const other = await invite(shop.owner);
  const mailed = (address: string): string => /&m=(\S+)/.exec(web.mails.findLast((mail) => mail.to === address)!.text)![1]!;
  await expect.poll(() => web.mails.some((mail) => mail.to === other.email)).toBe(true);
  const joining = { name: 'Guest', password: goodPassword };
  expect((await web.visitor().post('/api/v1/invitations/accept', { ...joining, token, mailed: mailed(email) })).status).toBe(200);
  expect((await comeByMail(web.visitor(), email)).body.cleared).toBe(false);
  expect((await web.visitor().signIn(email, goodPassword)).status).toBe(200);
  // A proof of another invitation, a shortened one, and none at all: whoever invited has only these.
  const proofs = [mailed(other.email), mailed(other.email).slice(0, -2), undefined];
  for (const proof of proofs) {
    const hijacked = await invite(shop.owner);
    const accepting = { ...joining, token: hijacked.token, ...(proof === undefined ? {} : { mailed: proof }) };
    expect((await web.visitor().post('/api/v1/invitations/accept', accepting)).status).toBe(200);
    expect((await comeByMail(web.visitor(), hijacked.email)).body.cleared).toBe(true);
    expect((await web.visitor().signIn(hijacked.email, goodPassword)).status).toBe(401);
  }
});

async function comeByMail(visitor: Visitor, email: string): Promise<{ status: number; body: any }> {
  const links = (): string[] =>
    web.mails.flatMap((mail) => (mail.to === email ? (/\/sign-in\/link#t=(\S+)/.exec(mail.text)?.[1] ?? []) : []));
  const before = links().length;
  await visitor.post('/api/auth/link', { email });
  await expect.poll(() => links().length).toBe(before + 1);
  return visitor.post('/api/auth/link/use', { token: links().at(-1)! });
}

async function lookBehind(text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(web.base.adminConfig);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}
