/** Can what somebody types into a search, a filter or a cursor become a query? Attack 62: hostile texts everywhere, and made-up ones against a plain reference. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoCanaryCrossed, inside, messageWith, openAttackShop, visit, type AttackShop } from './set-up.ts';

let shop: AttackShop;
/** What was written here, newest first, with the id of its message. */
const said: { id: string; text: string; name: string; customerId: string }[] = [];
const texts = [
  ['Ada Lamp', 'kettle blue percent hundred'],
  ['Bob Bell', 'kettle red or one'],
  ['Cleo Drop', 'select union table drop'],
  ["Dora O'Neil", 'blue lamp and bell'],
  ['Emil Star', 'all kettles are blue'],
  ['Fay Null', 'null and true and false'],
] as const;

beforeAll(async () => {
  shop = await openAttackShop();
  for (const [name, text] of texts) {
    await (await visit(shop, shop.messengerId)).say(text);
    const message = await messageWith(shop.lantern, text);
    const { customer } = (await shop.api('GET', `/cases/${message.caseId}`)).body;
    await shop.api('PATCH', `/customers/${customer.id}`, { name });
    said.unshift({ id: message.id, text, name, customerId: customer.id });
  }
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const ask = async (path: string): Promise<{ status: number; body: any; text: string }> => {
  const answer = await fetch(`${shop.url}/api/v1${path}`, { headers: { authorization: `Bearer ${shop.token}` } });
  const text = await answer.text();
  return { status: answer.status, text, body: JSON.parse(text) };
};

/** What the words of a text are, and whether all that was typed is in it, the last one perhaps unfinished. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];
function fits(text: string, typed: string): boolean {
  const [words, wanted] = [wordsOf(text), wordsOf(typed)];
  const last = wanted.pop();
  return last !== undefined && wanted.every((one) => words.includes(one)) && words.some((one) => one.startsWith(last));
}

const glue = [
  '&',
  '|',
  '!',
  '<->',
  ':*',
  '*',
  '%',
  '_',
  "'",
  '"',
  '\\',
  ';',
  '--',
  '(',
  ')',
  '$1',
  '||',
  "' or '1'='1",
  '/*',
  '*/',
  '::text',
  '{}',
  '[]',
  '@@',
  '\u202e',
] as const;
const vocabulary = [...new Set(texts.flatMap(([, text]) => wordsOf(text)))];
const typed = fc
  .array(
    fc.oneof(
      fc.constantFrom(...vocabulary),
      fc.constantFrom(...vocabulary).map((word) => word.slice(0, 3)),
      fc.constantFrom('zebra', ''),
      fc.constantFrom('&', '|', '!', '<->', ':*', '%', '_', "'", '"', '\\', ';', '--', '(', ')', '/*', '*/', '@@'),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(' '));
const wrapped = fc
  .tuple(
    fc.constantFrom(...vocabulary),
    fc.constantFrom(["'", "'"], ['%', '%'], ['!', ''], ['', ':*'], ['(', ')'], ['"', '"'], ['*', '*'], ['\\', '']),
    typed,
  )
  .map(([word, [before, after], rest]) => `${rest} ${before}${word}${after}`);

test('attack 62: whatever is typed, search finds the messages that carry the words, and nothing typed is an operator', async () => {
  expect((await ask('/search?q=kettle')).body.items.filter((hit: any) => hit.kind === 'message')).toHaveLength(3);
  await fc.assert(
    fc.asyncProperty(fc.oneof(typed, wrapped), async (words) => {
      const { status, body } = await ask(`/search?limit=100&q=${encodeURIComponent(words)}`);
      // Without a single letter or digit there is nothing to look for.
      if (wordsOf(words).length === 0) return void expect([200, 400]).toContain(status);
      expect(status, words).toBe(200);
      const found = body.items.filter((hit: any) => hit.kind === 'message').map((hit: any) => hit.id);
      expect(found, words).toEqual(said.filter(({ text }) => fits(text, words)).map((one) => one.id));
    }),
    { numRuns: 120 },
  );
}, 120_000);

test('attack 62: customers are found by the beginnings of their names, and by no pattern', async () => {
  const names = async (q: string): Promise<string[]> =>
    (await ask(`/customers?limit=100&q=${encodeURIComponent(q)}`)).body.items.map((one: any) => one.name);
  expect(await names('ada')).toEqual(['Ada Lamp']);
  expect(await names("O'Neil")).toEqual(["Dora O'Neil"]);
  for (const q of [
    '%',
    '_',
    '%a%',
    'a%',
    '_da',
    '*',
    '.*',
    'ad_',
    "' or true --",
    "ada' or '1'='1",
    '\\',
    'ada\\',
    '[a-z]',
    '^ada',
    'ada|bob',
    'ada & bob',
    '!zebra',
    "'':*",
    'null',
    'true',
  ]) {
    const { status, body } = await ask(`/customers?limit=100&q=${encodeURIComponent(q)}`);
    expect(status, q).toBe(200);
    const found = body.items.map((one: any) => one.name).filter((name: string | null) => name !== null);
    const wanted = q
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
    // A text without letters or digits asks for nothing in particular: everybody, or nobody, but never a pattern's part of them.
    if (wanted.length === 0)
      expect([0, texts.length], q).toContain(found.filter((name: string) => texts.some(([one]) => one === name)).length);
    else
      for (const name of found)
        expect(
          wanted.every((word) => wordsOf(name).some((own) => own.startsWith(word.replaceAll(/[^a-z]/g, '')))),
          `${q} found ${name}`,
        ).toBe(true);
  }
  expect(await names('null')).toEqual(['Fay Null']);
});

const payloads = [
  "'",
  "''",
  "' or 1=1 --",
  "'; drop table tenant.message; --",
  '1; select pg_sleep(3)',
  "1' union select secret from tenant.channel --",
  ') or (1=1',
  '$1',
  '${1}',
  '{{1}}',
  '%',
  '_',
  '\\',
  '"',
  '1e9',
  '-1',
  'NaN',
  'null',
  'id desc',
  'at; --',
  '{"$gt":""}',
  '[object Object]',
  '(select 1)',
  '*',
  '\u202e',
  '١',
  ...glue,
];

test('attack 62: filters, cursors, places and numbers take only what they are, and no answer is a fault', async () => {
  const { id: caseId } = (await ask('/cases?view=all')).body.items[0];
  const whole = (await ask('/cases?view=all&limit=2')).body;
  expect((await ask(`/cases?view=all&limit=2&cursor=${encodeURIComponent(whole.nextCursor)}`)).body.items[0].id).not.toBe(
    whole.items[0].id,
  );
  const place = Buffer.from(whole.nextCursor, 'base64url').toString().split(' ') as [string, string];
  const disguised = (text: string): string => encodeURIComponent(Buffer.from(text).toString('base64url'));
  const wrong: string[] = [];
  const before = await facts();
  for (const payload of payloads) {
    const typedIn = encodeURIComponent(payload);
    const strict = [
      `/cases?view=${typedIn}`,
      `/cases?limit=${typedIn}`,
      `/cases?sort=${typedIn}`,
      `/cases?order=${typedIn}`,
      `/cases?fields=${typedIn}`,
      `/messages?caseId=${typedIn}`,
      `/messages?conversationId=${typedIn}`,
      `/cases/by-number/${typedIn}`,
      `/cases/${typedIn}`,
      `/customers/${typedIn}`,
      `/shifts?from=${typedIn}`,
      `/shifts?to=${typedIn}`,
    ];
    const cursors = [
      typedIn,
      disguised(payload),
      disguised(`${place[0]} ${payload}`),
      disguised(`${payload} ${place[1]}`),
      disguised(`${place.join(' ')} ${payload}`),
      disguised(`${place[0]} ${place[1]}${payload}`),
    ];
    for (const path of strict) {
      const { status } = await ask(path);
      // One digit alone may be a number after all, in another script too.
      if (status !== 400 && status !== 404) wrong.push(`${path} ${status}`);
    }
    for (const cursor of cursors)
      for (const list of ['/cases?view=all', '/customers?', '/messages?']) {
        const { status, text } = await ask(`${list}&cursor=${cursor}`.replace('?&', '?'));
        if (status >= 500 || /syntax error|pg_|relation/i.test(text)) wrong.push(`${list} ${payload} ${status}`);
      }
    for (const path of [
      `/events?cursor=${typedIn}`,
      `/channels/${shop.messengerId}/entry?locale=${typedIn}`,
      `/cases/${caseId}/thread?before=${typedIn}`,
      `/search?q=${typedIn}`,
      `/search?q=ada&cursor=${typedIn}`,
    ]) {
      const { status, text } = await ask(path);
      if (status >= 500 || /syntax error|pg_|relation/i.test(text)) wrong.push(`${path} ${status}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(await facts()).toBe(before);
});

const facts = async (): Promise<string> =>
  JSON.stringify(
    await inside(
      shop,
      shop.workspaceId,
      'select (select count(*) from tenant.message where workspace_id = $1) as messages, (select count(*) from tenant.customer where workspace_id = $1) as customers, (select count(*) from tenant.event where workspace_id = $1) as events',
    ),
  );
