/** What does a right still open when it was never given, has ended, or is only claimed? Attacks 58, 59 and 63, and the mailed links of 16 and 21 from the web side. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { joinAs } from './join.ts';
import {
  expectNoCanaryCrossed,
  inside,
  messageWith,
  openAttackShop,
  rawMail,
  visit,
  type AttackShop,
  type Person,
  type Visitor,
} from './set-up.ts';
import { isReady, openSocket, says, type Socket } from './socket.ts';

let shop: AttackShop;
let mia: Person;
const json = (body: unknown): RequestInit => ({
  headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify(body),
});
const strip = (text: string): string => text.replaceAll(/"instance":"[^"]*"/g, '');

beforeAll(async () => {
  shop = await openAttackShop();
  mia = await shop.owner('lantern');
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const contact = (visitor: Visitor, email: string): Promise<Response> =>
  fetch(`${shop.url}/m/${shop.messengerId}/contact`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${visitor.token}` },
    body: JSON.stringify({ email }),
  });
const session = async (body: Record<string, unknown>, channelId = shop.messengerId): Promise<{ status: number; body: any }> => {
  const answer = await fetch(`${shop.url}/m/${channelId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};
const historyOf = async (token: string, channelId = shop.messengerId): Promise<any> =>
  (await fetch(`${shop.url}/m/${channelId}/messages`, { headers: { authorization: `Bearer ${token}` } })).json();

test('attack 58: writing somebody else’s address into one’s own profile shows and joins nothing', async () => {
  const [vera, wanda] = ['vera@post.example', 'wanda@post.example'];
  await shop.signedMail({ from: vera, text: 'vera58 private words' });
  const hers = await messageWith(shop.lantern, 'vera58 private');
  const eve = await visit(shop, shop.messengerId);
  await eve.say('eve58 asks');
  const own = await messageWith(shop.lantern, 'eve58 asks');
  const before = await eve.history();
  const answers = [];
  for (const address of [vera, 'nobody@post.example', wanda]) {
    const answer = await contact(eve, address);
    answers.push([answer.status, (await answer.text()).replace(/[a-z]•••/, 'x•••')]);
    expect((await eve.history()).messages).toEqual(before.messages);
  }
  expect(new Set(answers.map(String)).size).toBe(1);
  await contact(eve, vera);
  const again = await session({ token: eve.token });
  expect(JSON.stringify(again.body)).not.toContain('vera');
  expect(JSON.stringify(await historyOf(again.body.token))).not.toContain('vera58');
  // Agents see the claim as a claim, on the customer who made it.
  const { body: seen } = await shop.api('GET', `/cases/${own.caseId}`);
  const { body: claimant } = await shop.api('GET', `/customers/${seen.customer.id}`);
  expect(claimant.identities.find((one: { scheme: string }) => one.scheme === 'email')).toMatchObject({ value: vera, proof: 'claimed' });
  expect((await shop.api('GET', `/cases/${hers.caseId}`)).body.customer.id).not.toBe(claimant.id);
  // Neither who wrote before the claim nor who writes after it ends up in the claimant's conversation.
  await contact(eve, wanda);
  for (const [name, from] of [
    ['vera58', vera],
    ['wanda58', wanda],
  ] as const) {
    await shop.signedMail({ from, text: `${name} writes again` });
    expect((await messageWith(shop.lantern, `${name} writes again`)).conversationId).not.toBe(own.conversationId);
  }
  expect(JSON.stringify(await eve.history())).not.toMatch(/58 writes again|vera|wanda/);
  // An agent may change a name, and no identity, address or proof.
  expect((await shop.api('PATCH', `/customers/${claimant.id}`, { name: 'Eve' })).status).toBe(200);
  for (const body of [
    { email: vera },
    { identities: [{ scheme: 'email', value: vera, proof: 'verified' }] },
    { mergeInto: hers.id },
    { conversationId: hers.conversationId },
  ])
    expect((await shop.api('PATCH', `/customers/${claimant.id}`, body)).status).toBe(400);
  for (const method of ['POST', 'PUT'])
    for (const path of ['identities', 'email'])
      expect((await shop.api(method, `/customers/${claimant.id}/${path}`, { intoId: claimant.id, value: vera })).status).toBe(404);
});

test('attack 59: a removed member is out within five seconds, everywhere, and their cases are the team’s again', async () => {
  const nia = await joinAs(shop, mia, 'Nia', 'admin');
  const jonas = await visit(shop, shop.messengerId);
  const file = ((await (await jonas.upload('plan.txt', 'for Nia to read', 'text/plain')).json()) as { id: string }).id;
  await jonas.say('jonas59 asks', { attachmentIds: [file] });
  const { caseId } = await messageWith(shop.lantern, 'jonas59 asks');
  expect((await nia.fetch(`/api/v1/cases/${caseId}/assign`, { method: 'POST', ...json({ memberId: nia.memberId }) })).status).toBe(200);
  const { token } = (await (await nia.fetch('/api/v1/tokens', { method: 'POST', ...json({ name: 'till', scopes: ['*'] }) })).json()) as {
    token: string;
  };
  const link = `/api/v1/attachments/${file}/content?workspace=${shop.workspaceId}`;
  const ticket = ((await (await nia.fetch('/api/v1/stream-tickets', { method: 'POST' })).json()) as { token: string }).token;
  const byTicket = await openSocket(`${shop.url}/api/v1/stream`, { token: ticket }, { cookie: nia.cookie, origin: shop.url });
  const byToken = await openSocket(`${shop.url}/api/v1/stream`, { token });
  const reach = async (subject: string): Promise<[string, number][]> => {
    const bearer = { authorization: `Bearer ${token}` };
    return [
      ['session', (await nia.fetch('/api/v1/cases')).status],
      ['file', (await nia.fetch(link)).status],
      ['write', (await nia.fetch(`/api/v1/cases/${caseId}`, { method: 'PATCH', ...json({ subject }) })).status],
      ['ticket', (await nia.fetch('/api/v1/stream-tickets', { method: 'POST' })).status],
      ['token', (await fetch(`${shop.url}/api/v1/cases`, { headers: bearer })).status],
      ['file by token', (await fetch(`${shop.url}${link}`, { headers: bearer })).status],
    ];
  };
  expect((await reach('by Nia')).filter(([, status]) => status !== 200)).toEqual([]);
  await Promise.all([byTicket.heard(isReady), byToken.heard(isReady)]);

  expect((await mia.fetch(`/api/v1/members/${nia.memberId}`, { method: 'DELETE' })).status).toBe(200);
  const removedAt = Date.now();
  expect((await reach('still by Nia')).filter(([, status]) => status !== 401 && status !== 404)).toEqual([]);
  for (const line of [byTicket, byToken]) expect(await line.closed()).toBe(4403);
  expect(Date.now() - removedAt).toBeLessThanOrEqual(5_000);
  for (const hello of [{ token: ticket }, { token }])
    expect(await (await openSocket(`${shop.url}/api/v1/stream`, hello, { cookie: nia.cookie, origin: shop.url })).closed()).toBe(4401);
  const { body: back } = await shop.api('GET', `/cases/${caseId}`);
  expect(back).toMatchObject({ assignee: null, subject: 'by Nia' });
  expect((await shop.api('GET', '/cases?view=next')).body.items.map((one: { id: string }) => one.id)).toContain(caseId);
  expect((await mia.fetch(`/api/v1/cases/${caseId}/assign`, { method: 'POST', ...json({ memberId: nia.memberId }) })).status).toBe(404);
});

test('attacks 59 and 92: a smaller role counts at once for what is asked, and within five seconds for what is heard on an open line', async () => {
  const olga = await joinAs(shop, mia, 'Olga', 'admin');
  const ticketOf = async (): Promise<string> =>
    ((await (await olga.fetch('/api/v1/stream-tickets', { method: 'POST' })).json()) as { token: string }).token;
  const listen = async (cursor: string | null): Promise<Socket> =>
    openSocket(`${shop.url}/api/v1/stream`, { token: await ticketOf(), cursor }, { cookie: olga.cookie, origin: shop.url });
  const secret = async (name: string): Promise<void> => {
    expect((await mia.fetch('/api/v1/tokens', { method: 'POST', ...json({ name, scopes: ['case:read'] }) })).status).toBe(201);
  };
  const common = async (subject: string): Promise<void> => {
    const jonas = await visit(shop, shop.messengerId);
    await jonas.say(subject);
    await messageWith(shop.lantern, subject);
  };
  const past = async (): Promise<string> => (await olga.fetch('/api/v1/events?limit=200')).text();
  const line = await listen(null);
  const { cursor } = await line.heard(isReady);
  // As an admin she hears of tokens, and sees them.
  await secret('till-before');
  await line.heard(says('till-before'));
  await until('the event is listed', async () => (await past()).includes('till-before'));
  expect((await olga.fetch('/api/v1/tokens')).status).toBe(200);

  expect((await mia.fetch(`/api/v1/members/${olga.memberId}`, { method: 'PATCH', ...json({ role: 'viewer' }) })).status).toBe(200);
  expect((await olga.fetch('/api/v1/tokens')).status).toBe(403);
  expect((await olga.fetch('/api/v1/inbound')).status).toBe(403);
  expect(await past()).not.toContain('till-');
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  await secret('till-after');
  await shop.mail(rawMail({ from: 'anna@post.example', text: 'held-after' }), { from: 'eve@evil.example' });
  await until('held back', async () => (await shop.api('GET', '/inbound')).body.items.length > 0);
  await common('olga92 may read this');
  // The line is open still, for what a viewer may hear.
  await line.heard(says('olga92 may read this'));
  expect(line.text()).not.toContain('till-after');
  expect(line.frames.flatMap((frame) => frame.events ?? []).filter((event) => /^(?:token|inbound)\./.test(event.type)).length).toBe(1);
  // Nor does asking for what was missed, from before her role changed, give it.
  const again = await listen(cursor);
  await again.heard(says('olga92 may read this'));
  expect(again.text()).not.toMatch(/till-|held-after/);
  await until('the event is listed', async () => (await past()).includes('olga92 may read'));
  expect(await past()).not.toMatch(/till-|held-after/);
});

test('attacks 57 and 90: whoever may not read a record does not hear of it either, by the stream or by the list of events', async () => {
  const { token } = await shop.server.accounts.createApiToken({
    workspace: shop.workspaceId,
    name: 'clock',
    scopes: ['event:read', 'channel:read'],
  });
  const line = await openSocket(`${shop.url}/api/v1/stream`, { token });
  await line.heard(isReady);
  const jonas = await visit(shop, shop.messengerId);
  await jonas.say('jonas57 private words');
  await messageWith(shop.lantern, 'jonas57 private');
  await mia.fetch('/api/v1/tokens', { method: 'POST', ...json({ name: 'till-57', scopes: ['case:read'] }) });
  expect((await shop.api('PATCH', `/channels/${shop.messengerId}`, { name: 'Messenger, renamed 57' })).status).toBe(200);
  await line.heard(says('renamed 57'));
  // The list holds back what an open transaction may still come before.
  const listed = await until('the event is listed', async () => {
    const text = await (await fetch(`${shop.url}/api/v1/events?limit=200`, { headers: { authorization: `Bearer ${token}` } })).text();
    return text.includes('renamed 57') && text;
  });
  for (const text of [line.text(), listed]) expect(text).not.toMatch(/jonas57|till-57|message\.|case\.|token\.|member\./);
});

test('attack 63: a link to a file is for that file on that channel; anything else is nothing, and says no more', async () => {
  const [jonas, rune] = [await visit(shop, shop.messengerId), await visit(shop, shop.harbour.messengerId)];
  const send = async (who: Visitor, name: string): Promise<{ id: string; url: string }> => {
    const { id } = (await (await who.upload(name, `bytes of ${name}`, 'text/plain')).json()) as { id: string };
    await who.say(`with ${name}`, { attachmentIds: [id] });
    const url = await until(
      'the link',
      async () => (await who.history()).messages.flatMap((message: any) => message.attachments).find((one: any) => one.id === id)?.url,
    );
    return { id, url };
  };
  const [mine, other, foreign] = [await send(jonas, 'mine.txt'), await send(jonas, 'other.txt'), await send(rune, 'foreign.txt')];
  const get = async (path: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${shop.url}${path}`);
    return { status: answer.status, text: strip(await answer.text()) };
  };
  expect(await get(mine.url)).toEqual({ status: 200, text: 'bytes of mine.txt' });
  expect(await get(foreign.url)).toEqual({ status: 200, text: 'bytes of foreign.txt' });
  const nothing = await get(`/m/${shop.messengerId}/files/${randomUUID()}`);
  expect(nothing.status).toBe(404);
  const signed = mine.url.split('/files/')[1]!;
  const [payload, key, mac] = signed.split('.') as [string, string, string];
  const flipped = [...signed].map((letter, at) => signed.slice(0, at) + (letter === 'A' ? 'B' : 'A') + signed.slice(at + 1));
  const swapped = [other, foreign].map(({ url }) => `${url.split('/files/')[1]!.split('.')[0]}.${key}.${mac}`);
  const renamed = [
    `${payload.replace(mine.id, other.id)}.${key}.${mac}`,
    `${payload.replace(mine.id, foreign.id)}.${key}.${mac}`,
    `${payload.replace(mine.id, randomUUID())}.${key}.${mac}`,
    `${payload.replace(/\d+$/, '9999999999')}.${key}.${mac}`,
  ];
  const cut = Array.from({ length: mac.length }, (_, length) => `${payload}.${key}.${mac.slice(0, length)}`);
  for (const bent of [
    ...flipped,
    ...swapped,
    ...renamed,
    ...cut,
    `${signed}A`,
    `${signed}=`,
    signed.toUpperCase(),
    `${payload}..${mac}`,
    `.${key}.${mac}`,
    mine.id,
    '%00',
    `${signed}%00`,
  ])
    expect(await get(`/m/${shop.messengerId}/files/${bent}`), bent).toEqual(nothing);
  for (const channel of [shop.harbour.messengerId, shop.mailChannelId, randomUUID()])
    expect((await get(`/m/${channel}/files/${signed}`)).status).toBe(404);
  expect(await get(`/m/${shop.messengerId}/files/${foreign.url.split('/files/')[1]}`)).toEqual(nothing);
  expect((await get(`/api/v1/attachments/${mine.id}/content`)).status).toBe(401);
});

test('attack 63: the mailed link back into a conversation opens that one, bent it opens none, and following it changes nothing', async () => {
  const jonas = await visit(shop, shop.messengerId);
  await jonas.say('jonas63 asks');
  const { caseId } = await messageWith(shop.lantern, 'jonas63 asks');
  expect((await contact(jonas, 'jonas63@post.example')).status).toBe(200);
  const answer = await shop.api('POST', '/messages', { caseId, text: 'answer63 for Jonas' });
  expect(answer.status).toBe(201);
  const mail = await until('the notice', async () => shop.sink.mails.find((one) => one.to.includes('jonas63@post.example')));
  const code = /#c=([\w.-]+)/.exec(mail.raw.replaceAll('=\r\n', '').replaceAll('=3D', '='))![1]!;
  const facts = async (): Promise<string> =>
    JSON.stringify(
      await inside(
        shop,
        shop.workspaceId,
        'select (select count(*) from tenant.event where workspace_id = $1) as events, (select count(*) from tenant.identity where workspace_id = $1) as identities, (select count(*) from tenant.customer where workspace_id = $1) as customers',
      ),
    );
  // The mail is at its reader before its outbox row says so.
  await until('the notice is noted as sent', async () => {
    const { deliveries } = (await shop.api('GET', `/messages/${answer.body.id}`)).body;
    return deliveries.length > 0 && deliveries.every((one: { state: string }) => one.state === 'sent' || one.state === 'delivered');
  });
  const before = await facts();
  // What a scanner of mail does with an address.
  for (const path of [`/m/${shop.messengerId}`, `/m/${shop.messengerId}?c=${code}`, `/m/${shop.messengerId}/${code}`])
    await fetch(`${shop.url}${path}`);
  expect(await facts()).toBe(before);

  const opened = await session({ code });
  expect(JSON.stringify(await historyOf(opened.body.token))).toContain('answer63');
  const [payload, key, mac] = code.split('.') as [string, string, string];
  const inner = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
  const rewritten = (at: number, value: unknown): string =>
    `${Buffer.from(JSON.stringify(inner.toSpliced(at, 1, value))).toString('base64url')}.${key}.${mac}`;
  const bent = [0, 5, 60, payload.length + 3, code.length - 1, code.length - 22].map(
    (at) => code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1),
  );
  for (const one of [
    ...bent,
    rewritten(0, shop.harbour.id),
    rewritten(2, randomUUID()),
    rewritten(4, 9_999_999_999),
    payload,
    `${payload}.${key}.`,
    `${code}A`,
    '..',
    jonas.token,
    '',
  ]) {
    const stranger = await session({ code: one });
    expect(stranger.status, one).toBe(200);
    expect((await historyOf(stranger.body.token)).messages, one).toEqual([]);
  }
  const elsewhere = await session({ code }, shop.harbour.messengerId);
  expect((await historyOf(elsewhere.body.token, shop.harbour.messengerId)).messages).toEqual([]);
  // Whoever is somebody here already does not become Jonas's customer by opening his link, nor he theirs.
  const rune = await visit(shop, shop.messengerId);
  await rune.say('rune63 asks');
  await messageWith(shop.lantern, 'rune63 asks');
  await session({ token: rune.token, code });
  expect(JSON.stringify(await historyOf(rune.token))).not.toContain('answer63');
  expect(JSON.stringify(await jonas.history())).not.toContain('rune63');
});

test('attack 63: a sign-in link and an invitation are not used up by being looked at', async () => {
  const url = new URL(await shop.signInUrl());
  const token = url.hash.slice('#t='.length);
  for (const path of [url.pathname, `${url.pathname}?t=${token}`, `/api/auth/link/use?token=${token}`, `/api/auth/link/${token}`]) {
    for (const method of ['GET', 'HEAD']) {
      const looked = await fetch(`${shop.url}${path}`, { method, redirect: 'manual' });
      expect(looked.headers.getSetCookie(), path).toEqual([]);
    }
  }
  const use = (): Promise<Response> =>
    fetch(`${shop.url}/api/auth/link/use`, {
      method: 'POST',
      headers: { origin: shop.url, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
  expect((await use()).status).toBe(200);
  expect((await use()).status).not.toBe(200);
  const joined = await joinAs(shop, mia, 'Ola', 'viewer');
  expect((await joined.fetch('/api/v1/cases')).status).toBe(200);
  expect((await joined.fetch(`/api/v1/cases/${randomUUID()}/resolve`, { method: 'POST', ...json({}) })).status).toBe(403);
});
