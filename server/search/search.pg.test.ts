/** Does search find what was said here, and only here, whatever is typed? */
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastEvent, tuesdayAt, twoShops, writtenThread, type Shop, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCustomerRoutes } from '../customer/customer.routes.ts';
import { saveSearch } from '../case/search-document.store.ts';
import { iso } from '../platform/db/instant.ts';
import { registerSearchRoutes } from './search.routes.ts';

let shops: TwoShops;
const texts = [
  { name: 'Ada Okafor', email: 'ada@post.example', text: 'My blue teapot arrived broken', subject: 'Teapot' },
  { name: 'Adam Berg', email: 'adam@post.example', text: "The teapot's lid is missing; Ada said you could help" },
  { name: '田中花子', email: 'hanako@post.example', text: '青い急須が割れていました' },
  { name: 'Zoë', email: 'zoe@post.example', text: 'Refund order AB-1234, 100% of it' },
];

async function tell(shop: Shop, said: (typeof texts)[number], at: number) {
  const thread = await writtenThread(shops, shop, { ...said, at });
  await shop.inside((tx) =>
    saveSearch(tx, shop.id, [
      {
        id: thread.messageId,
        kind: 'message',
        case_id: thread.caseId,
        conversation_id: thread.conversationId,
        at: iso(at),
        text: `${said.subject ?? ''}\n${said.text}\n${said.name}\n${said.email}`,
      },
    ]),
  );
  return thread;
}

let told: Awaited<ReturnType<typeof tell>>[];
let foreign: Awaited<ReturnType<typeof tell>>;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerSearchRoutes(web.app, http);
    registerCustomerRoutes(web.app, http);
  });
  told = [];
  for (const [index, said] of texts.entries()) told.push(await tell(shops.lantern, said, tuesdayAt - 60_000 + index * 1_000));
  foreign = await tell(shops.harbour, { name: 'Canary Finch', email: 'canary@harbour.example', text: 'teapot canary' }, tuesdayAt);
});
afterAll(() => shops.close());

const search = async (shop: Shop, q: string) => {
  const answer = await shop.call('GET', `/search?q=${encodeURIComponent(q)}`);
  expect(answer.status, `${q}: ${JSON.stringify(answer.body)}`).toBe(200);
  return answer.body.items as { id: string; kind: string; excerpt: string; case: { number: number } | null }[];
};

test('words are found in any order, the last one by its beginning, newest first', async () => {
  expect((await search(shops.lantern, 'teapot')).map((hit) => hit.id)).toEqual([told[1]!.messageId, told[0]!.messageId]);
  expect((await search(shops.lantern, 'broken blue')).map((hit) => hit.id)).toEqual([told[0]!.messageId]);
  expect((await search(shops.lantern, 'teapot bro')).map((hit) => hit.id)).toEqual([told[0]!.messageId]);
  expect(await search(shops.lantern, 'bro teapot')).toEqual([]);
  const [hit] = await search(shops.lantern, 'broken');
  expect(hit).toMatchObject({ kind: 'message', excerpt: 'My blue teapot arrived broken', case: { number: told[0]!.number } });
  expect((await search(shops.lantern, '急須')).map((one) => one.id)).toEqual([told[2]!.messageId]);
  expect((await search(shops.lantern, 'ada@post.example')).map((one) => one.id)).toEqual([told[0]!.messageId]);
});

test('a number finds the case of that number first', async () => {
  const [first] = await search(shops.lantern, `#${told[3]!.number}`);
  expect(first).toMatchObject({ kind: 'case', id: told[3]!.caseId, case: { number: told[3]!.number } });
  expect((await search(shops.lantern, String(told[3]!.number)))[0]).toMatchObject({ id: told[3]!.caseId });
  expect(await search(shops.lantern, '99999999999999999999')).toEqual([]);
  expect(await search(shops.lantern, '2147483648')).toEqual([]);
});

test('the neighbour finds nothing of it, neither by word nor by number', async () => {
  expect((await search(shops.harbour, 'teapot')).map((hit) => hit.id)).toEqual([foreign.messageId]);
  expect(await search(shops.harbour, '急須')).toEqual([]);
  expect(JSON.stringify(await search(shops.lantern, 'teapot'))).not.toContain('anary');
  expect(await search(shops.harbour, `#${told[3]!.number}`)).toEqual([]);
});

test('nothing typed is an operator, an injection or a fault', async () => {
  const hostile = [
    "' or 1=1 --",
    "'; drop table tenant.message; --",
    "\\'):* & !zzz",
    'a & b | !c <-> d',
    ':*',
    "''''",
    '\\',
    '%',
    '_',
    '$1',
    '()',
    "teapot'--",
    '\u0000teapot',
    'x'.repeat(200),
    '"unclosed',
    '<script>',
    '\u202Eteapot',
    'union select secret from tenant.channel',
  ];
  for (const q of hostile)
    expect(
      (await search(shops.lantern, q)).every((hit) => told.some((one) => one.messageId === hit.id)),
      q,
    ).toBe(true);
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }), async (q) => {
      const hits = await search(shops.lantern, q.toWellFormed().slice(0, 60));
      expect(JSON.stringify(hits)).not.toContain('anary');
    }),
    { numRuns: 60 },
  );
  expect((await search(shops.lantern, 'teapot')).length).toBe(2);
  expect((await shops.lantern.call('GET', `/search?q=${'x'.repeat(201)}`)).status).toBe(400);
  expect((await shops.lantern.call('GET', '/search?q=')).status).toBe(400);
  expect((await shops.lantern.call('GET', '/search?q=a&q=b')).status).toBe(400);
});

test('what is found is what a plain filter over the texts would find', async () => {
  const plain = texts.map((said) => ({
    said,
    words: `${said.subject ?? ''} ${said.text} ${said.name} ${said.email}`.toLowerCase().split(/[^\p{L}\p{N}]+/u),
  }));
  const vocabulary = ['blue', 'teapot', 'broken', 'ada', 'adam', 'lid', 'refund', 'order', 'missing', 'help', 'zoë'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...vocabulary), { maxLength: 2 }),
      fc.constantFrom(...vocabulary),
      fc.integer({ min: 1, max: 6 }),
      async (full, word, cut) => {
        const last = word.slice(0, cut);
        const expected = plain
          .filter(({ words }) => full.every((one) => words.includes(one)) && words.some((one) => one.startsWith(last)))
          .map(({ said }) => told[texts.indexOf(said)]!.messageId);
        expect(new Set((await search(shops.lantern, [...full, last].join(' '))).map((hit) => hit.id))).toEqual(new Set(expected));
      },
    ),
    { numRuns: 60 },
  );
});

test('customers are found by the beginning of a name or by the whole address, and not by being spoken of', async () => {
  const names = async (q: string) =>
    ((await shops.lantern.call('GET', `/customers?q=${encodeURIComponent(q)}`)).body.items as { name: string }[]).map((one) => one.name);
  expect(await names('ada')).toEqual(['Adam Berg', 'Ada Okafor']);
  expect(await names('Ada Ok')).toEqual(['Ada Okafor']);
  expect(await names('ADA@post.example')).toEqual(['Ada Okafor']);
  expect(await names('花子')).toEqual(['田中花子']);
  expect(await names('canary')).toEqual([]);
  expect(await names('teapot')).toEqual([]);
  const page = await shops.lantern.call('GET', '/customers?limit=3');
  expect(page.body.items).toHaveLength(3);
  const rest = await shops.lantern.call('GET', `/customers?limit=3&cursor=${page.body.nextCursor}`);
  expect(rest.body).toMatchObject({ items: [{ name: 'Ada Okafor' }], nextCursor: null });
});

test('a new name is what the customer is found by, and only allowed facts can be changed', async () => {
  const { lantern, harbour } = shops;
  const ada = told[0]!.customerId;
  const changed = await lantern.call('PATCH', `/customers/${ada}`, { name: 'Adaeze Okafor', zone: 'Africa/Lagos', locale: 'en-NG' });
  expect(changed).toMatchObject({
    status: 200,
    body: { name: 'Adaeze Okafor', zone: 'Africa/Lagos', identities: [{ value: 'ada@post.example', proof: 'channel' }] },
  });
  expect(await lastEvent(lantern, 'customer.changed')).toMatchObject({ subject_id: ada, payload: { customer: changed.body } });
  expect((await lantern.call('GET', '/customers?q=adaeze')).body.items).toMatchObject([{ id: ada }]);
  expect((await search(lantern, 'adaeze'))[0]).toMatchObject({ kind: 'customer', excerpt: 'Adaeze Okafor · ada@post.example' });
  expect((await lantern.call('GET', `/customers/${ada}/cases`)).body.items).toMatchObject([{ id: told[0]!.caseId }]);
  for (const body of [
    { identities: [] },
    { proof: 'verified' },
    { conversationId: told[1]!.conversationId },
    { createdAt: '2020-01-01T00:00:00Z' },
    { blockedAt: null },
    { workspaceId: harbour.id },
    { zone: 'Mars/Olympus' },
    { locale: '!!' },
  ]) {
    expect((await lantern.call('PATCH', `/customers/${ada}`, body)).status, JSON.stringify(body)).toBe(400);
  }
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', { name: 'Stolen' }],
    ['GET', '/cases', undefined],
  ] as const) {
    const [theirs, nowhere] = [
      await harbour.call(method, `/customers/${ada}${path}`, body),
      await harbour.call(method, `/customers/${randomUUID()}${path}`, body),
    ];
    expect([theirs.status, { ...theirs.body, instance: '' }]).toEqual([404, { ...nowhere.body, instance: '' }]);
  }
  expect(await lantern.inside((tx) => tx.row(sql<{ name: string }>`select name from tenant.customer where id = ${ada}`))).toEqual({
    name: 'Adaeze Okafor',
  });
});
