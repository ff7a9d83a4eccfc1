/** Who is there when nobody is? With every browser closed each channel replies later, and says why; and what was told stays as it was told. */
import { inWorkspace } from '@meanwhile/server/platform/db/transaction.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, until, type Shop } from './harness.ts';

describe('with every browser closed', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(async () => {
    await shop?.close();
  });

  const stances = async () => (await shop.api('GET', '/channels')).body.items.map((channel: { stance: unknown }) => channel.stance);

  it('every channel replies later, since nobody is on a live shift', async () => {
    const found = await stances();
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const stance of found) expect(stance).toMatchObject({ mode: 'async', because: 'no_shift' });
  });

  it('every channel replies later, since the people on a live shift give no sign of life', async () => {
    const [agent] = (await shop.api('GET', '/members')).body.items;
    const now = Date.now();
    const planned = await shop.api('POST', '/shifts', {
      memberId: agent.id,
      pool: 'live',
      startsAt: new Date(now - 60_000).toISOString(),
      endsAt: new Date(now + 3_600_000).toISOString(),
    });
    expect(planned.status).toBe(201);
    for (const stance of await stances()) expect(stance).toMatchObject({ mode: 'async', because: 'no_input' });
  });

  it('words once told are shown as they were told, whatever language or catalogue comes later', async () => {
    const visitor = await open('en');
    const first = await told(visitor, 'Do you ring before you deliver?');
    expect(first).toMatch(/^Received .+ · reply by /);
    const row = (await shop.api('GET', '/cases?view=all')).body.items[0];
    expect((await shop.api('POST', '/messages', { caseId: row.id, text: 'We do.', undoMs: 0 })).status).toBe(201);
    // The same person at a German device: the next turn is told in German, the first stays as it was.
    const again = await open('de', visitor.token);
    const second = await told(again, 'Und können Sie auch samstags kommen?');
    expect(second).toMatch(/^Angekommen .+ · Antwort bis /);

    const { body: thread } = await shop.api('GET', `/cases/${row.id}/thread`);
    expect(thread.commitments.map((one: { words: string; locale: string }) => [one.locale, one.words])).toEqual(
      expect.arrayContaining([
        ['en', first],
        ['de', second],
      ]),
    );
    expect((await messages(again)).map((message) => message.told)).toEqual([first, null, second]);

    // What an earlier catalogue said is shown as stored, though no catalogue says it any more.
    const earlier = 'We have it. You will hear from us before noon on Friday 7 August.';
    const { workspaceId, server } = shop;
    // The server itself may not change them at all; what an earlier version stored is laid there from behind.
    await expect(
      inWorkspace(server.platform.pool, workspaceId, (tx) =>
        tx.run(sql`update tenant.commitment set words = ${earlier} where words = ${first}`),
      ),
    ).rejects.toThrow(/never rewritten/);
    await shop.behind('update tenant.commitment set words = $1 where words = $2', [earlier, first]);
    expect((await messages(again)).map((message) => message.told)).toEqual([earlier, null, second]);
    const { body: reread } = await shop.api('GET', `/cases/${row.id}/thread`);
    expect(reread.commitments.map((one: { words: string }) => one.words)).toContain(earlier);
    expect(
      (await shop.api('GET', `/commitments?conversationId=${row.conversationId}`)).body.items.map((one: { words: string }) => one.words),
    ).toContain(earlier);
  });

  interface Visitor {
    readonly token: string;
  }

  async function open(locale: string, token?: string): Promise<Visitor> {
    const answer = await fetch(`${shop.url}/m/${shop.messengerId}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ locale, zone: 'Europe/Berlin', ...(token === undefined ? {} : { token }) }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Visitor;
  }

  async function messages({ token }: Visitor): Promise<{ id: string; told: string | null }[]> {
    const answer = await fetch(`${shop.url}/m/${shop.messengerId}/messages`, { headers: { authorization: `Bearer ${token}` } });
    return ((await answer.json()) as { messages: { id: string; told: string | null }[] }).messages;
  }

  async function told(visitor: Visitor, text: string): Promise<string> {
    const sent = await fetch(`${shop.url}/m/${shop.messengerId}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${visitor.token}` },
      body: JSON.stringify({ clientId: crypto.randomUUID(), text }),
    });
    expect(sent.status).toBe(201);
    const { id } = (await sent.json()) as { id: string };
    return until('the time told', async () => (await messages(visitor)).find((message) => message.id === id)?.told);
  }
});
