/**
 * Does anything of one workspace ever turn up at the other, or anything of the desk at a customer? Two shops with a word of their own in every
 * field, the product driven for both, and every answer, frame, mail, webhook and log line searched.
 */
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { createLog } from '@meanwhile/server/platform/log.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { messageWith, openAttackShop, visit, type AttackShop, type Person, type Visitor, type Workspace } from './set-up.ts';
import { isReady, openSocket, says, type Socket } from './socket.ts';

/** What one side wrote, by the place it wrote it in. */
const fields = [
  'customer',
  'message',
  'mail',
  'subject',
  'note',
  'draft',
  'answer',
  'attachment',
  'file',
  'tag',
  'topic',
  'channel',
  'token',
] as const;
type Field = (typeof fields)[number];
interface Side {
  readonly place: Workspace;
  readonly person: Person;
  readonly visitor: Visitor;
  readonly word: Record<Field, string>;
  readonly desk: Socket;
  readonly messenger: Socket;
  /** Everything this side's members, programs and mail servers were given. */
  readonly given: string[];
  /** Everything its customers were given. */
  readonly shown: string[];
  caseId: string;
}

let shop: AttackShop;
let sides: [Side, Side];
const logLines: string[] = [];
const metricsToken = randomUUID();
const hooks: { path: string; body: string }[] = [];
const hookServer = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    hooks.push({ path: request.url!, body });
    response.end();
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => hookServer.listen(0, '127.0.0.1', resolve));
  const log = createLog('trace', new Writable({ write: (chunk, _encoding, done) => (logLines.push(String(chunk)), done()) }));
  shop = await openAttackShop({ log, allowLoopbackWebhooks: true, settings: { metricsToken } });
  sides = [await openSide(shop.lantern, 'lantern'), await openSide(shop.harbour, 'harbour')];
  for (const side of sides) await drive(side);
});
afterAll(async () => {
  for (const side of sides ?? []) for (const line of [side.desk, side.messenger]) line.close();
  await shop.close();
  await new Promise((resolve) => hookServer.close(resolve));
});

async function openSide(place: Workspace, name: 'lantern' | 'harbour'): Promise<Side> {
  const word = Object.fromEntries(fields.map((field) => [field, `${name}${field}${randomUUID().replaceAll('-', '')}`])) as Record<
    Field,
    string
  >;
  const visitor = await visit(shop, place.messengerId);
  return {
    place,
    word,
    visitor,
    person: await shop.owner(name),
    given: [],
    shown: [],
    caseId: '',
    desk: await openSocket(`${shop.url}/api/v1/stream`, { token: place.token }),
    messenger: await openSocket(`${shop.url}/m/${place.messengerId}/stream`, { token: visitor.token }),
  };
}

/** One request as the workspace's person or its program; what comes back is kept. */
async function call(side: Side, method: string, path: string, body?: unknown): Promise<any> {
  const init = {
    method,
    headers: {
      'meanwhile-workspace': side.place.id,
      'idempotency-key': randomUUID(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const answer = await side.person.fetch(`/api/v1${path}`, init);
  const text = await answer.text();
  side.given.push(text, JSON.stringify([...answer.headers]));
  expect(answer.status, `${method} ${path} ${text}`).toBeLessThan(300);
  return text.startsWith('{') ? JSON.parse(text) : text;
}

async function drive(side: Side): Promise<void> {
  const { place, visitor, word } = side;
  await Promise.all([side.desk.heard(isReady), side.messenger.heard(isReady)]);
  const webhook = await place.call('POST', '/webhooks', {
    url: `http://127.0.0.1:${(hookServer.address() as { port: number }).port}/${place.id}`,
    types: [],
  });
  expect(webhook.status, JSON.stringify(webhook.body)).toBe(201);
  const file = (await (await visitor.upload(`${word.file}.txt`, word.attachment, 'text/plain')).json()) as { id: string };
  await visitor.say(word.message, { attachmentIds: [file.id] });
  const message = await messageWith(place, word.message);
  side.caseId = message.caseId;
  await shop.signedMail(
    {
      from: `Kim ${word.customer} <kim-${word.customer.slice(0, 20)}@post.example>`,
      to: place.mailAddress,
      subject: word.subject,
      text: `${word.mail} asks`,
    },
    { to: [place.mailAddress] },
  );
  const mailed = await messageWith(place, word.mail);
  const [tag, topic] = [await call(side, 'POST', '/tags', { name: word.tag }), await call(side, 'POST', '/topics', { name: word.topic })];
  await call(side, 'PATCH', `/cases/${side.caseId}`, { subject: word.subject, tagIds: [tag.id], topicId: topic.id });
  await call(side, 'PATCH', `/channels/${place.messengerId}`, { name: word.channel });
  await call(side, 'POST', '/notes', { caseId: side.caseId, text: word.note });
  await call(side, 'PUT', `/cases/${side.caseId}/draft`, { text: word.draft, revision: 0 });
  await call(side, 'POST', '/tokens', { name: word.token, scopes: ['case:read'] });
  for (const caseId of [side.caseId, mailed.caseId]) await call(side, 'POST', '/messages', { caseId, text: word.answer });
  await call(side, 'PATCH', `/customers/${(await call(side, 'GET', `/cases/${side.caseId}`)).customer.id}`, { name: word.customer });
  await until('the mail left', async () => shop.sink.mails.some((mail) => mail.raw.includes(word.answer)));
  await Promise.all([side.desk.heard(says(word.customer)), side.messenger.heard(says(word.answer))]);
  await until('the webhook heard it', async () => hooks.some((hook) => hook.path === `/${place.id}` && hook.body.includes(word.customer)));
}

/** Every GET of the API's own description, with this side's ids, and with the words of both in every search. */
async function readEverything(side: Side, other: Side): Promise<void> {
  const { paths } = (await (await fetch(`${shop.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, any> };
  const ids: Record<string, string[]> = {};
  for (const path of Object.keys(paths).filter((one) => paths[one].get !== undefined && !one.includes('{'))) {
    const { body } = await side.place.call('GET', path.replace('/api/v1', '').replace(/\/search$/, `/search?q=${side.word.message}`));
    side.given.push(JSON.stringify(body));
    ids[path.split('/')[3]!] = (body?.items ?? []).map((one: { id: string }) => one.id);
  }
  ids['attachments'] = (await side.visitor.history()).messages.flatMap((one: any) => one.attachments).map((one: any) => one.id);
  for (const path of Object.keys(paths).filter((one) => paths[one].get !== undefined && one.includes('{id}'))) {
    for (const id of ids[path.split('/')[3]!] ?? []) {
      const answer = await side.person.fetch(path.replace('{id}', id), { headers: { 'meanwhile-workspace': side.place.id } });
      side.given.push(await answer.text(), JSON.stringify([...answer.headers]));
    }
  }
  for (const field of fields) {
    for (const path of ['/search?q=', '/customers?q=']) {
      side.given.push(JSON.stringify(await side.place.call('GET', path + side.word[field])));
      const theirs = await side.place.call('GET', path + other.word[field]);
      expect(theirs.body.items, `${path} ${field}`).toEqual([]);
    }
  }
  for (const view of ['next', 'mine', 'team', 'waiting', 'all'])
    side.given.push(JSON.stringify(await call(side, 'GET', `/cases?limit=200&view=${view}`)));
  side.given.push(
    JSON.stringify(await call(side, 'GET', `/cases/${side.caseId}/thread`)),
    JSON.stringify(await call(side, 'GET', '/events?limit=200')),
    side.desk.text(),
  );
  const history = await side.visitor.history();
  side.shown.push(JSON.stringify(history), side.messenger.text());
  for (const { url } of history.messages.flatMap((one: any) => one.attachments))
    side.shown.push(await (await fetch(`${shop.url}${url}`)).text());
  for (const path of ['', '?embed=1', '/entry'])
    side.shown.push(await (await fetch(`${shop.url}/m/${side.place.messengerId}${path}`)).text());
  const again = await fetch(`${shop.url}/m/${side.place.messengerId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: side.visitor.token }),
  });
  side.shown.push(await again.text());
  const domain = side.place.mailAddress.split('@')[1]!;
  const mails = shop.sink.mails.filter(
    (mail) => mail.from.endsWith(`@${domain}`) || new RegExp(`^(?:From|Reply-To):.*@${domain}`, 'im').test(mail.raw),
  );
  expect(mails.length).toBeGreaterThan(0);
  side.shown.push(...mails.map((mail) => JSON.stringify(mail)));
}

test('no word of one shop is in anything the other shop, its customers or its programs were given', async () => {
  const [one, two] = sides;
  await readEverything(one, two);
  await readEverything(two, one);
  for (const [own, other] of [
    [one, two],
    [two, one],
  ] as const) {
    const everything = [
      ...own.given,
      ...own.shown,
      ...hooks.filter((hook) => hook.path.includes(own.place.id)).map((hook) => hook.body),
    ].join('\n');
    for (const field of fields) {
      expect(everything.includes(own.word[field]), `${own.place.mailAddress} sees its own ${field}`).toBe(true);
      expect(everything.includes(other.word[field]), `${own.place.mailAddress} sees the other’s ${field}`).toBe(false);
    }
    for (const id of [other.place.id, other.caseId, other.place.messengerId, other.place.token, other.visitor.token])
      expect(everything.includes(id), id).toBe(false);
  }
});

test('no note, draft, tag, topic or name for insiders is in anything a customer received', async () => {
  for (const side of sides) {
    const received = side.shown.join('\n');
    for (const field of ['message', 'answer', 'attachment', 'file'] as const)
      expect(received.includes(side.word[field]), `customers see the ${field}`).toBe(true);
    for (const field of ['note', 'draft', 'tag', 'topic', 'token', 'channel'] as const)
      expect(received.includes(side.word[field]), `customers see the ${field}`).toBe(false);
    expect(received).not.toMatch(/"assignee|"senderProof|"matchReason|"audience|"deliveries/);
  }
});

test('no word anybody wrote, no name, address or token is in the log', async () => {
  expect(logLines.length).toBeGreaterThan(0);
  const log = logLines.join('');
  for (const side of sides) {
    for (const field of fields) expect(log.includes(side.word[field]), `the log has the ${field}`).toBe(false);
    for (const secret of [side.place.token, side.visitor.token, side.place.mailAddress, side.place.canary])
      expect(
        logLines.filter((line) => line.includes(secret)),
        secret,
      ).toEqual([]);
  }
});

test('attack 125: no word anybody wrote is in a job, in the work that waits or failed, or in a metric', async () => {
  const jobs = await shop.behind<{ text: string }>('select j::text as text from boss.job j');
  const items = await shop.behind<{ text: string }>(
    'select i::text as text from work.item i union all select d::text from work.dead_letter d',
  );
  const answer = await fetch(`${shop.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  const metrics = await answer.text();
  expect([answer.status, jobs.length > 0, metrics.length > 0]).toEqual([200, true, true]);
  const everything = [...[...jobs, ...items].map((row) => row.text), metrics].join('\n');
  for (const side of sides) {
    for (const field of fields) expect(everything.includes(side.word[field]), `a job or metric has the ${field}`).toBe(false);
    for (const secret of [side.place.token, side.visitor.token, side.place.canary]) expect(everything.includes(secret)).toBe(false);
  }
});

test('every mail that left is for somebody who wrote to the shop that sent it', async () => {
  for (const mail of shop.sink.mails) {
    const own = sides.filter((side) => mail.raw.includes(`@${side.place.mailAddress.split('@')[1]}`));
    expect(own, mail.raw.slice(0, 300)).toHaveLength(1);
    const other = sides.find((side) => side !== own[0])!;
    for (const field of fields) expect(mail.raw.includes(other.word[field])).toBe(false);
    expect(mail.to.join()).not.toContain(other.word.customer.slice(0, 20));
  }
});
