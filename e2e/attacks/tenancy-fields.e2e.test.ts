/**
 * What if a body says more, or something else, than it may? Attacks 56, 60, 64 and 65 at every writing route of the API, found in its own
 * description, and at the messenger's door. A route that is not in the table below fails the first test.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import {
  expectNoCanaryCrossed,
  formWith,
  messageWith,
  openAttackShop,
  visit,
  type AttackShop,
  type Person,
  type Visitor,
} from './set-up.ts';
import { anyCase, policyBody, writesOf, type OwnIds, type Write } from './tenancy-writes.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: any;
}

let shop: AttackShop;
let mia: Person;
let jonas: Visitor;
let description: any;
let writes: Write[];
let ids: OwnIds;
/** Ids of the other workspace. */
let foreign: Record<
  'case' | 'message' | 'customer' | 'conversation' | 'member' | 'calendar' | 'policy' | 'topic' | 'tag' | 'attachment' | 'channel',
  string
>;

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  // What only a person can do is done with her cookie, everything else with the workspace's token.
  const bearer =
    /^\/(?:notes|notices|signature|workspaces|invitations|members)\b|\/draft$/.test(path) || headers['meanwhile-workspace'] !== undefined
      ? {}
      : { authorization: `Bearer ${shop.token}` };
  const answer = await mia.fetch(`/api/v1${path}`, {
    method,
    headers: {
      'idempotency-key': randomUUID(),
      ...bearer,
      ...(raw === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(raw === undefined ? {} : { body: raw }),
  });
  const text = await answer.text();
  return { status: answer.status, text, body: text.startsWith('{') ? JSON.parse(text) : null };
}
const made = async (path: string, body: unknown): Promise<string> => {
  const answer = await call('POST', path, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
};

beforeAll(async () => {
  shop = await openAttackShop();
  mia = await shop.owner('lantern');
  jonas = await visit(shop, shop.messengerId);
  for (const text of ['Is my bell in stock?', 'And the kettle?', 'And a lamp?']) expect((await jonas.say(text)).status).toBe(201);
  const second = await messageWith(shop.lantern, 'And the kettle?');
  const third = await messageWith(shop.lantern, 'And a lamp?');
  description = await (await fetch(`${shop.url}/api/v1/openapi.json`)).json();
  const first = async (path: string): Promise<any> => (await shop.api('GET', path)).body.items[0];
  const { customer } = (await shop.api('GET', `/cases/${second.caseId}`)).body;
  ids = {
    case: second.caseId,
    second: second.id,
    third: third.id,
    customer: customer.id,
    split: (await call('POST', `/cases/${second.caseId}/split`, { messageIds: [second.id] })).body.id,
    member: (await first('/members')).id,
    calendar: (await first('/calendars')).id,
    policy: (await first('/commitment-policies')).id,
    topic: await made('/topics', { name: 'Kettles' }),
    tag: await made('/tags', { name: 'warm' }),
  };
  await seedForeign();
  writes = writesOf(shop, ids, new Set(bodiesDescribed().keys()));
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

async function seedForeign(): Promise<void> {
  const { call: harbour } = shop.harbour;
  const first = async (path: string): Promise<any> => (await harbour('GET', path)).body.items[0];
  const message = await first('/messages');
  const uploaded = await fetch(`${shop.url}/api/v1/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.harbour.token}` },
    body: formWith('plan.txt', shop.harbour.canary, 'text/plain'),
  });
  foreign = {
    case: message.caseId,
    message: message.id,
    conversation: message.conversationId,
    customer: (await first('/customers')).id,
    member: (await first('/members')).id,
    calendar: (await first('/calendars')).id,
    policy: (await first('/commitment-policies')).id,
    topic: (await harbour('POST', '/topics', { name: shop.harbour.canary })).body.id,
    tag: (await harbour('POST', '/tags', { name: shop.harbour.canary })).body.id,
    attachment: ((await uploaded.json()) as { id: string }).id,
    channel: shop.harbour.messengerId,
  };
  expect(Object.entries(foreign).filter(([, id]) => typeof id !== 'string')).toEqual([]);
}

function bodiesDescribed(): Map<string, any> {
  const found = new Map<string, any>();
  for (const [path, methods] of Object.entries<any>(description.paths)) {
    for (const [method, one] of Object.entries<any>(methods)) {
      const schema = one.requestBody?.content?.['application/json']?.schema;
      if (schema !== undefined) found.set(`${method.toUpperCase()} ${path.replace('/api/v1', '')}`, schema);
    }
  }
  return found;
}

/** The fields a body may have; a verb’s body may also be left out, and is then described as one of two. */
const fieldsOf = (schema: any): string[] =>
  schema.properties === undefined ? schema.anyOf.flatMap((one: any) => Object.keys(one.properties ?? {})) : Object.keys(schema.properties);

/** Every name under which the API shows anything. */
function readableFields(): string[] {
  const names = new Set<string>();
  const look = (schema: any): void => {
    if (schema === null || typeof schema !== 'object') return;
    for (const [key, inner] of Object.entries<any>(schema)) {
      if (key === 'properties') for (const name of Object.keys(inner)) names.add(name);
      look(inner);
    }
  };
  for (const methods of Object.values<any>(description.paths)) for (const one of Object.values<any>(methods)) look(one.responses);
  for (const schema of Object.values(description.components?.schemas ?? {})) look(schema);
  return [...names];
}

const smuggled = [
  'workspace_id',
  'workspaceId',
  'workspace',
  'account_id',
  'accountId',
  'tenant',
  'owner',
  'ownerId',
  'isAdmin',
  'sender_type',
  'is_internal',
  'created_at',
  'verified',
  'connect',
  'userId',
  'uploader',
  'deletedAt',
];

test('attacks 56 and 60: no route takes a field it does not name, be it one the API shows elsewhere or a workspace', async () => {
  const described = bodiesDescribed();
  expect([...described.keys()].filter((route) => !writes.some((one) => one.route === route))).toEqual([]);
  const names = [...readableFields(), ...smuggled];
  expect(names.length).toBeGreaterThan(100);
  const wrong: string[] = [];
  for (const { route, path, body, status } of writes) {
    const [method] = route.split(' ') as [string];
    const known = fieldsOf(described.get(route));
    const extra = names.filter((name) => !known.includes(name));
    const more = await call(method, path, { ...Object.fromEntries(extra.map((name) => [name, shop.harbour.id])), ...body });
    if (more.status !== 400) wrong.push(`${route} took foreign fields: ${more.status}`);
    for (const name of extra) if (!more.text.includes(`\\"${name}\\"`)) wrong.push(`${route} ${name} was not refused`);
    const right = await call(method, path, body);
    if (status === undefined ? right.status >= 300 : right.status !== status)
      wrong.push(`${route} as its owner: ${right.status} ${right.text}`);
  }
  expect(wrong).toEqual([]);
});

test('attack 60: a verb without a body does what it does, whatever is put beside it', async () => {
  const described = bodiesDescribed();
  const verbs = Object.keys(description.paths).filter(
    (path) =>
      /^\/api\/v1\/(?:cases|channels)\/\{id\}\/[\w-]+$/.test(path) &&
      description.paths[path].post !== undefined &&
      !described.has(`POST ${path.replace('/api/v1', '')}`),
  );
  expect(verbs.length).toBeGreaterThan(3);
  const extra = Object.fromEntries([...readableFields(), ...smuggled].map((name) => [name, shop.harbour.id]));
  for (const verb of verbs) {
    const [, noun] = /v1\/(\w+)/.exec(verb)!;
    const place = `/${noun}/${noun === 'cases' ? ids.case : shop.messengerId}`;
    const path = verb.replace('/api/v1', '').replace(/\/\w+\/\{id\}/, place);
    const plain = await call('POST', path);
    const before = (await shop.api('GET', place)).body;
    const more = await call('POST', path, extra);
    expect([plain.status, 400], path).toContain(more.status);
    expect((await shop.api('GET', place)).body, path).toEqual(before);
    expect(before.id).toBe(place.split('/').at(-1));
  }
  await call('POST', `/cases/${ids.case}/not-spam`);
  await call('POST', `/channels/${shop.messengerId}/open`);
});

test('attack 56: an id of another workspace, alone or between one’s own, is answered like one that does not exist', async () => {
  const own = (
    (await (await mia.fetch('/api/v1/attachments', { method: 'POST', body: formWith('list.txt', 'own', 'text/plain') })).json()) as {
      id: string;
    }
  ).id;
  const random = randomUUID();
  const soon = { update: { minutes: 60, isOpenTime: true } };
  const later = { update: { minutes: 60, isOpenTime: false } };
  const tries: [string, string, (id: (kind: keyof typeof foreign) => string) => Record<string, unknown>][] = [
    ['POST', '/messages', (id) => ({ caseId: id('case'), text: 'Hello there' })],
    ['POST', '/messages', (id) => ({ caseId: ids.case, text: 'With files', attachmentIds: [own, id('attachment')] })],
    ['POST', '/notes', (id) => ({ caseId: id('case'), text: 'Hm' })],
    ['PATCH', `/cases/${ids.case}`, (id) => ({ topicId: id('topic') })],
    ['PATCH', `/cases/${ids.case}`, (id) => ({ tagIds: [ids.tag, id('tag')] })],
    ['POST', `/cases/${ids.case}/assign`, (id) => ({ memberId: id('member') })],
    ['POST', `/cases/${ids.case}/merge`, (id) => ({ intoId: id('case') })],
    ['POST', `/cases/${ids.case}/split`, (id) => ({ messageIds: [ids.second, id('message')] })],
    ['POST', '/channels', (id) => ({ type: 'messenger', name: 'Help', policyId: id('policy') })],
    ['PATCH', `/channels/${shop.messengerId}`, (id) => ({ policyId: id('policy') })],
    [
      'POST',
      '/shifts',
      (id) => ({ memberId: id('member'), pool: 'async', startsAt: '2027-01-01T10:00:00Z', endsAt: '2027-01-01T12:00:00Z' }),
    ],
    ['POST', '/commitment-policies', (id) => ({ ...policyBody(ids), calendarId: id('calendar') })],
    ['PUT', `/commitment-policies/${ids.policy}`, (id) => ({ ...policyBody(ids), calendarId: id('calendar') })],
    ['POST', '/commitment-policies', (id) => ({ ...policyBody(ids), appliesTo: { ...anyCase, topicIds: [id('topic')] } })],
    ['POST', '/clock-targets', (id) => ({ name: 'Soon', calendarId: id('calendar'), appliesTo: anyCase, aims: soon })],
    [
      'POST',
      '/clock-targets',
      (id) => ({ name: 'Soon', calendarId: null, appliesTo: { ...anyCase, topicIds: [id('topic')] }, aims: later }),
    ],
  ];
  const before = JSON.stringify((await shop.api('GET', `/cases/${ids.case}/thread`)).body.items);
  for (const [method, path, body] of tries) {
    const strip = (text: string): string => text.replaceAll(/"instance":"[^"]*"/g, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
    const theirs = await call(
      method,
      path,
      body((kind) => foreign[kind]),
    );
    const nothing = await call(
      method,
      path,
      body(() => random),
    );
    expect([theirs.status, strip(theirs.text)], `${method} ${path}`).toEqual([nothing.status, strip(nothing.text)]);
    expect(theirs.status, `${method} ${path} ${theirs.text}`).toBeGreaterThanOrEqual(400);
    expect(theirs.status, `${method} ${path} ${theirs.text}`).toBeLessThan(500);
  }
  expect(JSON.stringify((await shop.api('GET', `/cases/${ids.case}/thread`)).body.items)).toBe(before);
  for (const query of [`caseId=${foreign.case}`, `conversationId=${foreign.conversation}`])
    expect((await call('GET', `/messages?${query}`)).body.items).toEqual([]);
  expect((await call('GET', `/messages?caseId=${ids.case}`)).body.items.length).toBeGreaterThan(0);
  expect((await call('GET', '/cases', undefined, { 'meanwhile-workspace': shop.workspaceId })).status).toBe(200);
  expect((await call('GET', '/cases', undefined, { 'meanwhile-workspace': shop.harbour.id })).status).toBe(404);
});

test('attack 64: nothing in a body, a query or a form reaches the prototypes', async () => {
  const poison = [
    '"__proto__":{"polluted":"yes"}',
    '"constructor":{"prototype":{"polluted":"yes"}}',
    '"settings":{"__proto__":{"polluted":"yes"}}',
    '"a":{"b":[{"__proto__":{"polluted":"yes"}}]}',
  ];
  for (const { route, path, body } of writes) {
    for (const one of poison) {
      const { status } = await call(route.split(' ')[0]!, path, `${JSON.stringify(body).slice(0, -1)},${one}}`.replace('{,', '{'));
      expect(status, `${route} ${one}`).toBe(400);
    }
  }
  const visitorBodies = [
    ['sessions', '{"locale":"en"}'],
    ['messages', JSON.stringify({ clientId: randomUUID(), text: 'Hello' })],
  ] as const;
  for (const [path, body] of visitorBodies) {
    const post = (raw: string): Promise<Response> =>
      fetch(`${shop.url}/m/${shop.messengerId}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${jonas.token}` },
        body: raw,
      });
    expect((await post(body)).ok).toBe(true);
    for (const one of poison) expect((await post(`${body.slice(0, -1)},${one}}`)).status, path).toBe(400);
  }
  for (const query of ['__proto__[polluted]=yes', 'constructor[prototype][polluted]=yes', '__proto__.polluted=yes', '__proto__=yes']) {
    expect((await call('GET', `/cases?view=all&${query}`)).status, query).toBe(400);
    expect(
      (
        await fetch(`${shop.url}/m/${shop.messengerId}/form`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: `${query}&text=Hello`,
        })
      ).status,
    ).toBe(400);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect((Object.prototype as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
});

const notText = [['x'], { $ne: '' }, { length: 1 }, 7, true, [['x']]];

test('attack 65: where text is expected nothing else is taken, and nothing said twice', async () => {
  const described = bodiesDescribed();
  const wrong: string[] = [];
  for (const { route, path, body } of writes) {
    for (const [name, value] of Object.entries(body)) {
      if (typeof value !== 'string') continue;
      for (const instead of notText) {
        const { status } = await call(route.split(' ')[0]!, path, { ...body, [name]: instead });
        if (status !== 400) wrong.push(`${route} ${name}=${JSON.stringify(instead)}: ${status}`);
      }
    }
    for (const whole of ['[]', '"text"', '7', 'true', JSON.stringify([body])])
      if ((await call(route.split(' ')[0]!, path, whole)).status !== 400) wrong.push(`${route} ${whole}`);
  }
  expect(described.size).toBeGreaterThan(20);
  for (const query of [
    'limit=1&limit=2',
    'view=next&view=all',
    'cursor=a&cursor=b',
    'limit[]=1',
    'limit[$gt]=1',
    'cursor[$ne]=x',
    'limit=',
    'limit=1e3',
    'limit=-1',
    'view=',
  ]) {
    const { status } = await call('GET', `/cases?${query}`);
    if (status !== 400) wrong.push(`GET /cases?${query}: ${status}`);
  }
  for (const [path, body] of [
    ['sessions', { token: '', identity: '', code: '', locale: '', zone: '' }],
    ['messages', { clientId: randomUUID(), text: 'Hello' }],
    ['contact', { email: 'jonas@post.example' }],
  ] as const) {
    for (const name of Object.keys(body)) {
      for (const instead of notText) {
        const answer = await fetch(`${shop.url}/m/${shop.messengerId}/${path}`, {
          method: path === 'contact' ? 'PUT' : 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${jonas.token}` },
          body: JSON.stringify({ ...body, [name]: instead }),
        });
        if (answer.status !== 400) wrong.push(`/m/${path} ${name}=${JSON.stringify(instead)}: ${answer.status}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('attack 65: text the database cannot hold is refused or cleaned, never a fault', async () => {
  const wrong: string[] = [];
  for (const { route, path, body } of writes) {
    for (const [name, value] of Object.entries(body)) {
      if (typeof value !== 'string' || /Id$|At$|^(?:until|role|type|pool|on|then|as)$/.test(name)) continue;
      for (const odd of ['a\u0000b', 'a\uD800b', '\uDFFF', '\u0000']) {
        const { status, text } = await call(route.split(' ')[0]!, path, { ...body, [name]: odd });
        if (status >= 500) wrong.push(`${route} ${name}=${JSON.stringify(odd)}: ${status} ${text}`);
      }
    }
  }
  for (const odd of ['a\u0000b', '\uD800', '\uDFFFa']) {
    expect((await jonas.say(`odd ${odd} end`)).status).toBeLessThan(500);
    const bodies = [
      ['POST', 'sessions', { token: jonas.token, locale: odd }],
      ['POST', 'sessions', { token: jonas.token, zone: odd }],
      ['PUT', 'contact', { email: `${odd}@post.example` }],
    ] as const;
    for (const [method, place, body] of bodies) {
      const { status } = await fetch(`${shop.url}/m/${shop.messengerId}/${place}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${jonas.token}` },
        body: JSON.stringify(body),
      });
      if (status >= 500) wrong.push(`/m/${place} ${JSON.stringify(body)}: ${status}`);
    }
  }
  for (const query of [
    'customers?q=%00',
    'search?q=%00',
    'search?q=a%ED%A0%80',
    'cases?cursor=%00',
    `channels/${shop.messengerId}/entry?locale=%00`,
    `channels/${shop.messengerId}/entry?locale=zz_!!`,
    'events?cursor=%00',
    `cases/${ids.case}/thread?before=%00`,
    'cases/by-number/%00',
    'cases/%00',
  ]) {
    const { status } = await call('GET', `/${query}`);
    if (status >= 500) wrong.push(`GET ${query}: ${status}`);
  }
  for (const query of [
    'entry?locale=%00',
    'entry?locale=zz_!!',
    'entry?zone=%00',
    'entry?zone=Nowhere/Land',
    'messages?before=99999999999999999999',
  ]) {
    const { status } = await fetch(`${shop.url}/m/${shop.messengerId}/${query}`, { headers: { authorization: `Bearer ${jonas.token}` } });
    if (status >= 500) wrong.push(`/m/${query}: ${status}`);
  }
  expect(wrong).toEqual([]);
  await until(
    'nothing is stuck',
    async () => (await shop.server.platform.pool.query(`select 1 from work.item where kind = 'inbound' limit 1`)).rowCount === 0,
  );
});
