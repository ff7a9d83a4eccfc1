/** Who hears what over the stream? Attacks 89, 90 and 92: foreign origins, other people's conversations, cursors somebody made up, rights that ended. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { joinAs } from './join.ts';
import { expectNoCanaryCrossed, messageWith, openAttackShop, visit, type AttackShop, type Person, type Visitor } from './set-up.ts';
import { isReady, openSocket, says, type Socket } from './socket.ts';

let shop: AttackShop;
let mia: Person;
let jonas: Visitor;
let eve: Visitor;
let caseId: string;
const open: Socket[] = [];

const json = (body: unknown): RequestInit => ({
  headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify(body),
});
const ticketOf = async (person: Person): Promise<string> =>
  ((await (await person.fetch('/api/v1/stream-tickets', { method: 'POST' })).json()) as { token: string }).token;
async function socket(path: string, hello: Record<string, unknown> | null, headers?: Record<string, string>): Promise<Socket> {
  const made = await openSocket(`${shop.url}${path}`, hello, headers);
  open.push(made);
  return made;
}
const desk = (hello: Record<string, unknown> | null, headers?: Record<string, string>): Promise<Socket> =>
  socket('/api/v1/stream', hello, headers);
const messenger = (hello: Record<string, unknown>, channelId = shop.messengerId): Promise<Socket> =>
  socket(`/m/${channelId}/stream`, hello);

beforeAll(async () => {
  shop = await openAttackShop();
  mia = await shop.owner('lantern');
  [jonas, eve] = await Promise.all([visit(shop, shop.messengerId), visit(shop, shop.messengerId)]);
  await jonas.say('jonas-asks for a bell');
  await eve.say('eve-asks for a lamp');
  await messageWith(shop.lantern, 'eve-asks');
  caseId = (await messageWith(shop.lantern, 'jonas-asks')).caseId;
});
afterAll(async () => {
  for (const one of open) one.close();
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

test('attack 89: a page of another origin gets no stream, though the browser brings the cookie along', async () => {
  const cookie = await cookieOf(mia);
  await (await desk({ token: await ticketOf(mia) }, { cookie, origin: shop.url })).heard(isReady);
  // A program sends no origin and brings a credential of its own.
  await (await desk({ token: shop.token })).heard(isReady);
  const { port } = new URL(shop.url);
  for (const origin of [
    'https://evil.example',
    'null',
    `http://localhost:${port}.evil.example`,
    `http://evil-localhost:${port}`,
    'http://localhost',
    `https://localhost:${port}`,
    `${shop.url}/`,
    `http://127.0.0.1:${port}`,
    `http://localhost:${Number(port) + 1}`,
    '',
  ]) {
    const foreign = await desk({ token: await ticketOf(mia) }, { cookie, origin });
    expect(await foreign.closed(), origin).toBe(4403);
    expect(foreign.frames, origin).toEqual([]);
  }
});

test('attack 89: a cookie alone opens nothing, wherever it comes from', async () => {
  const cookie = await cookieOf(mia);
  const session = decodeURIComponent(cookie.split('=')[1]!);
  for (const headers of [{ cookie, origin: shop.url }, { cookie }]) {
    for (const token of [' ', 'cookie', session, session.split('.')[0]!, cookie, 'mw_', 'Bearer x', 'null', 'undefined']) {
      const refused = await desk({ token }, headers);
      expect(await refused.closed(), token).toBe(4401);
      expect(refused.frames, token).toEqual([{ type: 'denied' }]);
    }
  }
  const ticket = await ticketOf(mia);
  for (const query of [`?token=${ticket}`, `?ticket=${ticket}`, `?access_token=${shop.token}`]) {
    const refused = await socket(`/api/v1/stream${query}`, { token: 'in the address' }, { cookie, origin: shop.url });
    expect(await refused.closed(), query).toBe(4401);
  }
  for (const at of [0, 9, 40, ticket.length - 4]) {
    const bent = ticket.slice(0, at) + (ticket[at] === 'A' ? 'B' : 'A') + ticket.slice(at + 1);
    expect(await (await desk({ token: bent }, { cookie, origin: shop.url })).closed(), `bent at ${at}`).toBe(4401);
  }
  // Nobody who says nothing stays.
  expect(await (await desk(null, { cookie, origin: shop.url })).closed()).toBe(4401);
});

test('attack 90: a customer hears their own conversation and nothing else, whatever place they ask to go on from', async () => {
  const live = await messenger({ token: jonas.token });
  const ready = await live.heard(isReady);
  const [epoch] = ready.cursor.split('.');
  await mia.fetch('/api/v1/notes', { method: 'POST', ...json({ caseId, text: 'note-canary-90' }) });
  await mia.fetch(`/api/v1/cases/${caseId}/draft`, { method: 'PUT', ...json({ text: 'draft-canary-90', revision: 0 }) });
  await shop.api('PATCH', `/cases/${caseId}`, { subject: 'subject-canary-90' });
  await eve.say('eve-again with a secret');
  await messageWith(shop.lantern, 'eve-again');
  await shop.harbour.call('PATCH', `/channels/${shop.harbour.messengerId}`, { name: shop.harbour.canary });
  expect((await shop.api('POST', '/messages', { caseId, text: 'For you alone, Jonas' })).status).toBe(201);
  await live.heard(says('For you alone'));
  const forged = [
    ready.cursor,
    `${epoch}.1:1:`,
    `${epoch}.3:3:`,
    `${epoch}.18446744073709551615:18446744073709551615:`,
    `${epoch}.1:9999999:2,3,4`,
    `${epoch}.%`,
    `${epoch}.*`,
    `${epoch}.' or true --`,
    `${epoch}.${'1'.repeat(20)}:${'1'.repeat(20)}:`,
    '*',
    '%',
    '0',
    `${epoch}.`,
  ];
  for (const cursor of forged) {
    const again = await messenger({ token: jonas.token, cursor });
    await again.heard(isReady);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(
      again.frames.every((frame) => frame.type === 'ready' || frame.type === 'messages'),
      cursor,
    ).toBe(true);
    expect(again.text(), cursor).not.toMatch(/eve-|-canary-|lantern\.example|harbour|"audience"|assignee/);
    again.close();
  }
  const resumed = await messenger({ token: jonas.token, cursor: `${epoch}.1:1:` });
  await resumed.heard(says('For you alone'));
  expect(live.text()).not.toMatch(/eve-|-canary-/);
  expect(live.frames.map((frame) => frame.type).filter((type) => type !== 'ready' && type !== 'messages')).toEqual([]);
});

test('attack 90: nothing a customer names widens what they hear', async () => {
  await (await messenger({ token: eve.token })).heard(isReady);
  for (const more of [
    { channelIds: ['*'] },
    { conversationId: (await shop.api('GET', `/cases/${caseId}`)).body.conversationId },
    { conversationIds: ['%'] },
    { workspaceId: shop.workspaceId },
    { visitorId: '*' },
  ]) {
    const refused = await messenger({ token: eve.token, ...more });
    expect(await refused.closed(), JSON.stringify(more)).toBe(4401);
    expect(refused.frames).toEqual([{ type: 'denied' }]);
  }
  for (const channel of [shop.harbour.messengerId, shop.mailChannelId, '%25', '*', `${shop.messengerId}%25`, randomUUID()]) {
    const refused = await messenger({ token: eve.token }, channel);
    expect([4401, 1011], channel).toContain(await refused.closed());
    expect(refused.frames.filter((frame) => frame.type !== 'denied')).toEqual([]);
  }
  for (const token of [shop.token, await ticketOf(mia), eve.token.slice(0, -1), `${eve.token}A`, eve.token.replace('.', '..')])
    expect(await (await messenger({ token: token.slice(0, 400) })).closed()).toBe(4401);
});

test('attack 90: a member hears their own workspace, the drafts of nobody else, and no other workspace', async () => {
  const own = await desk({ token: shop.token });
  const theirs = await desk({ token: shop.harbour.token });
  const [, { cursor }] = await Promise.all([theirs.heard(isReady), own.heard(isReady)]);
  const from = `${cursor.split('.')[0]}.1:1:`;
  const all = await desk({ token: shop.harbour.token, cursor: from });
  const named = await desk({ token: shop.harbour.token, cursor: from, channelIds: [shop.messengerId, shop.mailChannelId] });
  await mia.fetch(`/api/v1/cases/${caseId}/draft`, { method: 'PUT', ...json({ text: 'draft-canary-91', revision: 1 }) });
  await mia.fetch('/api/v1/notes', { method: 'POST', ...json({ caseId, text: 'note-canary-91' }) });
  await own.heard(says('note-canary-91'));
  expect(own.text()).not.toContain('draft-canary');
  const hers = await desk({ token: await ticketOf(mia), cursor: from }, { cookie: await cookieOf(mia), origin: shop.url });
  await hers.heard(says('draft-canary-91'));
  await all.heard(says(shop.harbour.canary));
  for (const foreign of [theirs, all, named])
    expect(foreign.text()).not.toMatch(new RegExp(`${shop.lantern.canary}|${shop.workspaceId}|${shop.messengerId}|jonas-|-canary-9`));
  expect(await (await desk({ token: shop.harbour.token, workspaceId: shop.workspaceId })).closed()).toBe(4401);
  for (const place of ['0-0', '1-1', '%', '*', '0-99999999999999999999', '-1--1', "0-0' or true --"]) {
    const { status, body } = await shop.harbour.call('GET', `/events?limit=200&cursor=${encodeURIComponent(place)}`);
    expect(status, place).toBeLessThan(500);
    expect(JSON.stringify(body), place).not.toMatch(new RegExp(`${shop.lantern.canary}|jonas-|${shop.messengerId}|-canary-9`));
  }
  expect(JSON.stringify((await shop.api('GET', '/events?limit=200')).body)).toContain(shop.lantern.canary);
});

test('attack 92: who was removed cannot go on where they stopped, and an old place of another time means a fresh start', async () => {
  const nia = await joinAs(shop, mia, 'Nia', 'agent');
  const headers = { cookie: nia.cookie, origin: shop.url };
  const before = await desk({ token: await ticketOf(nia) }, headers);
  const { cursor } = await before.heard(isReady);
  const spare = await ticketOf(nia);
  before.close();
  await (await desk({ token: spare, cursor }, headers)).heard((frame) => isReady(frame) && frame.reset === false);
  const [epoch, snapshot] = cursor.split('.') as [string, string];
  for (const other of [`${Number(epoch) + 1}.${snapshot}`, `${Number(epoch) - 1}.${snapshot}`, `0.${snapshot}`, snapshot, 'yesterday']) {
    const anew = await desk({ token: spare, cursor: other }, headers);
    expect(await anew.heard(isReady), other).toMatchObject({ reset: true });
    expect(
      anew.frames.filter((frame) => frame.type === 'events'),
      other,
    ).toEqual([]);
  }
  expect((await mia.fetch(`/api/v1/members/${nia.memberId}`, { method: 'DELETE' })).status).toBe(200);
  await jonas.say('jonas-after Nia left');
  await messageWith(shop.lantern, 'jonas-after');
  for (const at of [cursor, null, `${epoch}.1:1:`]) {
    const refused = await desk({ token: spare, cursor: at }, headers);
    expect(await refused.closed()).toBe(4401);
    expect(refused.frames).toEqual([{ type: 'denied' }]);
  }
  expect((await nia.fetch('/api/v1/stream-tickets', { method: 'POST' })).status).toBe(401);
});

/** The cookie a person's requests carry, as the server reads it. */
async function cookieOf(person: Person): Promise<string> {
  const seen = await until(
    'a request',
    async () =>
      new Promise<string | null>((resolve) => {
        const server = shop.server.web!.app.server;
        server.once('request', (request) => resolve(request.headers.cookie ?? null));
        void person.fetch('/healthz');
      }),
  );
  return seen;
}
