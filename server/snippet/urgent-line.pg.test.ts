/** Mia runs Lantern Books and says herself whom to call; Noor answers there, Ole runs Harbour Shop next door. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, lastEvent, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { urgentFor } from '../customer/page-facts.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerUrgentLineRoutes } from './urgent-line.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => registerUrgentLineRoutes(web.app, http));
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const put = (place: string, body: object) => shops.lantern.call('PUT', `/urgent-lines/${place}`, body);
const atEntry = (locale: string) => shops.lantern.inside((tx) => urgentFor(tx, shops.lantern.id, locale));
const answeredTo = async (messageId: string): Promise<string[]> => {
  const { case_id } = (await counter.message(messageId))!;
  const rows = await shops.lantern.inside((tx) =>
    tx.rows(sql<{ text: string }>`
      select text from tenant.message where workspace_id = ${shops.lantern.id} and case_id = ${case_id} and author_kind = 'automation' order by seq`),
  );
  return rows.map((row) => row.text);
};
const german = { words: 'Riecht es nach Gas, rufen Sie unsere Nachtwache an:', route: '+49 30 901820' };
const shown = `${german.words} ${german.route}`;

test('who writes of danger reads the shop’s own sentence and number: while writing, after sending, and first in the confirmation by mail', async () => {
  const before = await atEntry('de');
  expect(before).toEqual({ safety: 'Ist jemand in Gefahr, rufen Sie jetzt den Notruf an.', outage: null, own: [] });
  const made = await put('safety/de', german);
  const received = `${shown} Wir haben Ihre Nachricht als dringend markiert.`;
  expect(made).toMatchObject({ status: 200, body: { kind: 'safety', language: 'de', ...german, atEntry: shown, received, findings: [] } });
  expect((await put('outage/de', { words: 'Störungen: status.lantern.example' })).status).toBe(200);
  expect(await atEntry('de-AT')).toEqual({
    safety: shown,
    outage: 'Störungen: status.lantern.example',
    own: [shown, 'Störungen: status.lantern.example'],
  });
  const chat = await counter.chat('Nora', 'Bei uns riecht es nach Gas', { locale: 'de' });
  expect(await answeredTo(chat)).toEqual([received]);
  // Ada writes in a language without a line of its own; the shop's mail is answered in the shop's language.
  const mail = await counter.mail({ from: 'Ada <ada@post.example>', text: 'The charger caught fire.', subject: 'Charger' });
  expect((await answeredTo(mail))[0]).toMatch(
    /^If someone is in danger, call your local emergency number now\. We've marked .+\n\nYour message reached us/,
  );
  await put('safety/en', { words: 'Ring our night line.', route: '+44 20 7946 0018' });
  const second = await counter.mail({ from: 'Eva <eva@post.example>', text: 'My kitchen is on fire.', subject: 'Fire' });
  expect((await answeredTo(second))[0]).toMatch(
    /^Ring our night line\. \+44 20 7946 0018 We've marked your message as urgent\.\n\nYour message reached us/,
  );
});

test('the line is Mia’s to write: Noor reads it, next door has its own, and what was taken back gives our sentence again', async () => {
  const { lantern, harbour, web } = shops;
  await put('safety/fr', { words: 'Appelez le 112.' });
  const noor = (await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' })).visitor;
  const mine = (await lantern.call('GET', '/urgent-lines')).body.items;
  expect((await callAs(noor, 'GET', '/urgent-lines')).body.items).toEqual(mine);
  expect((await callAs(noor, 'PUT', '/urgent-lines/safety/fr', { words: 'Non.' })).status).toBe(403);
  expect((await harbour.call('GET', '/urgent-lines')).body.items).toEqual([]);
  expect((await harbour.call('DELETE', '/urgent-lines/safety/fr')).status).toBe(404);
  for (const [place, body] of [
    ['fire/fr', { words: 'x' }],
    ['safety/tlh', { words: 'x' }],
    ['safety/fr', { words: ' ' }],
    ['safety/fr', { words: 'x'.repeat(301) }],
  ] as const)
    expect([place, (await put(place, body)).status]).toEqual([place, 400]);
  const live = await put('safety/fr', { words: 'Je vous mets en relation avec un agent.' });
  expect(live).toMatchObject({ status: 422, body: { code: 'sounds_live', findings: [{ field: 'words', from: 0 }] } });
  expect((await lantern.call('DELETE', '/urgent-lines/safety/fr')).status).toBe(200);
  expect((await atEntry('fr')).safety).toBe('Si quelqu’un est en danger, appelez maintenant les secours.');
  expect((await lastEvent(lantern, 'workspace.changed'))?.payload).toEqual({ removed: 'urgentLine', kind: 'safety', language: 'fr' });
});
