/**
 * Does every door that asks who is there also listen to the answer? Attack 83: each refuses wrong credentials, and would be caught if it did
 * not: with the one function replaced by one that always says yes, every door's refusal must fail. This replacement is the only one here.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { expectNoCanaryCrossed, openAttackShop, visit, type AttackShop, type Person, type Visitor } from './set-up.ts';
import { openSocket } from './socket.ts';

/** What a careless change would do: an owner for everybody, and secrets that always match. */
const mutant = vi.hoisted(() => ({ owner: null as unknown, secretsMatch: false }));
vi.mock('@meanwhile/server/accounts/authenticate.ts', async (original) => {
  const real = await original<{ createAuthenticate(context: never): (input: never) => Promise<unknown> }>();
  return {
    ...real,
    createAuthenticate(context: never) {
      const authenticate = real.createAuthenticate(context);
      return async (input: never) => mutant.owner ?? authenticate(input);
    },
  };
});
vi.mock('node:crypto', async (original) => {
  const real = await original<{ timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean }>();
  return { ...real, timingSafeEqual: (a: Uint8Array, b: Uint8Array) => mutant.secretsMatch || real.timingSafeEqual(a, b) };
});

const metricsToken = randomUUID();
let shop: AttackShop;
let mia: Person;
let jonas: Visitor;
let ended: { fetch: Person['fetch']; ticket: string };

beforeAll(async () => {
  shop = await openAttackShop({ settings: { metricsToken } });
  mia = await shop.owner('lantern');
  jonas = await visit(shop, shop.messengerId);
  const other = await shop.owner('lantern');
  ended = { fetch: other.fetch, ticket: await ticketOf(other) };
  expect(
    (await other.fetch('/api/auth/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
  ).toBe(200);
});
afterAll(async () => {
  mutant.owner = null;
  mutant.secretsMatch = false;
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const ticketOf = async (person: Person): Promise<string> =>
  ((await (await person.fetch('/api/v1/stream-tickets', { method: 'POST' })).json()) as { token: string }).token;
const status = async (path: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(`${shop.url}${path}`, { headers })).status;
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
/** Which of the wrong ones: what a careless comparison let in may be remembered. */
let bend = 0;
/** As long as the right one, and wrong. */
const bent = (text: string): string => text.slice(0, -1) + ['A', 'Q', 'g'].filter((end) => end !== text.at(-1))[bend];
async function streams(path: string, token: string): Promise<boolean> {
  const line = await openSocket(`${shop.url}${path}`, { token });
  const first = await Promise.race([line.heard((frame) => frame.type === 'ready').catch(() => null), line.closed().catch(() => null)]);
  line.close();
  return typeof first === 'object' && first !== null;
}

interface Door {
  readonly name: string;
  right(): Promise<boolean>;
  wrong(): Promise<boolean>;
}

function doors(): Door[] {
  const cases = '/api/v1/cases';
  const messenger = `/m/${shop.messengerId}`;
  return [
    {
      name: 'HTTP by session',
      right: async () => (await mia.fetch(cases)).status === 200,
      wrong: async () => (await ended.fetch(cases)).status === 200,
    },
    {
      name: 'HTTP by token',
      right: async () => (await status(cases, bearer(shop.token))) === 200,
      wrong: async () => (await status(cases, bearer(bent(shop.token)))) === 200,
    },
    { name: 'upload by token', right: () => uploads(shop.token), wrong: () => uploads(bent(shop.token)) },
    {
      name: 'download by token',
      right: async () => (await status(`/api/v1/attachments/${randomUUID()}/content`, bearer(shop.token))) === 404,
      wrong: async () => (await status(`/api/v1/attachments/${randomUUID()}/content`, bearer(bent(shop.token)))) === 404,
    },
    {
      name: 'stream by ticket',
      right: async () => streams('/api/v1/stream', await ticketOf(mia)),
      wrong: () => streams('/api/v1/stream', ended.ticket),
    },
    {
      name: 'stream by token',
      right: () => streams('/api/v1/stream', shop.token),
      wrong: () => streams('/api/v1/stream', bent(shop.token)),
    },
    {
      name: 'messenger by token',
      right: async () => (await status(`${messenger}/messages`, bearer(jonas.token))) === 200,
      wrong: async () => (await status(`${messenger}/messages`, bearer(bent(jonas.token)))) === 200,
    },
    {
      name: 'messenger stream',
      right: () => streams(`${messenger}/stream`, jonas.token),
      wrong: () => streams(`${messenger}/stream`, bent(jonas.token)),
    },
    {
      name: 'metrics',
      right: async () => (await status('/metrics', bearer(metricsToken))) === 200,
      wrong: async () => (await status('/metrics', bearer(bent(metricsToken)))) === 200,
    },
    {
      name: 'metrics by a workspace',
      // Figures of the whole installation are nobody's who holds a workspace, were it with every right there.
      right: async () => (await status('/api/v1/workspaces/current', bearer(shop.token))) === 200,
      wrong: async () => (await status('/metrics', bearer(shop.token))) === 200 || (await mia.fetch('/metrics')).status === 200,
    },
  ];
}

async function uploads(token: string): Promise<boolean> {
  const form = new FormData();
  form.append('file', new Blob(['x']), 'x.txt');
  return (await fetch(`${shop.url}/api/v1/attachments`, { method: 'POST', headers: bearer(token), body: form })).status === 201;
}

const letIn = async (how: 'right' | 'wrong'): Promise<string[]> => {
  const open: string[] = [];
  for (const door of doors()) if (await door[how]()) open.push(door.name);
  return open;
};

test('attack 83: every door lets the rightful in and nobody else', async () => {
  expect(await letIn('right')).toEqual(doors().map((door) => door.name));
  expect(await letIn('wrong')).toEqual([]);
  for (const path of ['/api/v1/cases', `/m/${shop.messengerId}/messages`, '/metrics']) {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer ',
      'Bearer null',
      'Bearer undefined',
      'Bearer mw_',
      `Basic ${Buffer.from('mia:pass').toString('base64')}`,
      `bearer ${shop.token}`,
      shop.token,
      `Bearer ${shop.token} `.repeat(2),
      `Bearer ${'x'.repeat(5_000)}`,
    ]) {
      const answered = await status(path, { authorization });
      expect([401, 404], `${path} ${authorization.slice(0, 20)}`).toContain(answered);
    }
  }
});

test('attack 83: a listener that forgot to listen to the answer would be found out', async () => {
  const [member] = (await shop.api('GET', '/members')).body.items;
  const { rolePermissions } = await import('@meanwhile/wire/permissions.ts');
  mutant.owner = {
    kind: 'member',
    workspaceId: shop.workspaceId,
    memberId: member.id,
    userId: randomUUID(),
    name: 'Everybody',
    role: 'owner',
    permissions: new Set(rolePermissions.owner),
  };
  mutant.secretsMatch = true;
  const found = await letIn('wrong');
  mutant.owner = null;
  mutant.secretsMatch = false;
  bend = 1;
  expect(found).toEqual(doors().map((door) => door.name));
  expect(await letIn('wrong')).toEqual([]);
});

test('attack 83: the mail door knows no sign-in, and nobody can send through it to others', async () => {
  expect((await shop.mail('From: a@post.example\r\nTo: support@lantern.example\r\n\r\nhi\r\n')).data).toMatch(/^250/);
  const { replies, data, recipients } = await shop.mail('Subject: x\r\n\r\nhi\r\n', { to: ['victim@elsewhere.example'] });
  expect(replies.join('\n')).not.toMatch(/AUTH/);
  expect(recipients.every((reply) => reply.startsWith('5'))).toBe(true);
  expect(data).toBeNull();
});
