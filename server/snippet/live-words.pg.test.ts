/** Words that sound as if somebody were waiting, sent by a program: Mia runs Lantern Books and answers later. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastEvent, twoShops, writtenThread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { registerCalendarRoutes } from '../commitment/calendar.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerMacroRoutes } from './macro.routes.ts';
import { registerSnippetRoutes } from './snippet.routes.ts';

let shops: TwoShops;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [registerMacroRoutes, registerSnippetRoutes, registerCalendarRoutes, registerReplyRoutes])
      register(web.app, http);
    registerChannelRoutes(web.app, http);
  });
});
afterAll(() => shops.close());

const live = 'Connecting you now.';
const steps = { text: 'One moment please.', topicId: null, tagIds: [], assignee: null, status: null, snoozeMinutes: null };

test('what a person sends is taken as it is, with the live-sounding words and a rewrite beside it, in each language', async () => {
  const { lantern } = shops;
  const texts = [
    { locale: 'en', text: 'Thanks. One moment please, I look.' },
    { locale: 'de', text: 'Danke, wir schreiben Ihnen.' },
  ];
  const made = await lantern.call('POST', '/snippets', { name: 'wait', texts });
  expect(made.status).toBe(201);
  expect(made.body.findings).toMatchObject([{ field: 'texts.0.text', from: 8, suggestion: expect.stringMatching(/\w/) }]);
  expect(texts[0]!.text.slice(8)).toMatch(new RegExp(`^${made.body.findings[0].quote}`));
  expect((await lantern.call('GET', '/snippets')).body.items[0].findings).toEqual(made.body.findings);
  for (const text of ['Einen Moment bitte.', 'Un instant, s’il vous plaît.', '少々お待ちください。'])
    expect(
      (await lantern.call('PUT', `/snippets/${made.body.id}`, { name: 'wait', texts: [{ locale: 'de', text }] })).body.findings,
    ).toHaveLength(1);
  const macro = await lantern.call('POST', '/macros', { name: 'Look', steps });
  expect(macro).toMatchObject({ status: 201, body: { findings: [{ field: 'steps.text' }] } });
  const { caseId } = await writtenThread(shops, lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Where is my bell?' });
  const draft = await lantern.call('PUT', `/cases/${caseId}/draft`, { text: live, revision: 0 });
  expect(draft).toMatchObject({ status: 200, body: { text: live, findings: [{ field: 'text', from: 0 }] } });
});

test('what goes out by itself is refused with the rewrite, and kept only with a reason that stands in the log', async () => {
  const { lantern } = shops;
  const settings = { address: 'help@lantern.example', signature: 'Lantern Books' };
  const channel = (await lantern.call('POST', '/channels', { type: 'email', name: 'Help', settings })).body;
  const path = `/channels/${channel.id}`;
  const refused = await lantern.call('PATCH', path, { settings: { signature: `Lantern Books\n${live}` } });
  expect(refused).toMatchObject({ status: 422, body: { code: 'sounds_live', findings: [{ field: 'settings.signature', from: 14 }] } });
  expect(refused.body.findings[0].suggestion).not.toBe('');
  expect((await lantern.call('GET', path)).body.settings.signature).toBe('Lantern Books');
  const html = { settings: { signatureHtml: '<p>Connecting <b>you</b> now.</p>' } };
  expect((await lantern.call('PATCH', path, html)).body.code).toBe('sounds_live');
  expect((await lantern.call('POST', '/channels', { type: 'email', name: 'B', settings: { ...settings, signature: live } })).status).toBe(
    422,
  );
  expect((await lantern.call('PATCH', path, { settings: { signature: live }, keptBecause: ' ' })).status).toBe(400);
  const kept = await lantern.call('PATCH', path, { settings: { signature: live }, keptBecause: 'The name of our play' });
  expect(kept).toMatchObject({ status: 200, body: { settings: { signature: live } } });
  const { payload } = (await lastEvent(lantern, 'channel.changed'))!;
  expect(payload).toMatchObject({ keptLiveWords: { because: 'The name of our play', words: [expect.stringContaining('onnecting')] } });
  // What stands there is not judged again with every other change.
  expect((await lantern.call('PATCH', path, { settings: { signature: live, history: 'last' } })).status).toBe(200);
  const day = [{ open: '09:00', close: '17:00' }];
  const hours = { name: 'Shop', zone: 'Europe/London', weekly: { '1': day, '2': day, '3': day, '4': day, '5': day, '6': [], '7': [] } };
  const holiday = { ...hours, exceptions: { '2026-12-25': [] }, exceptionNames: { '2026-12-25': live } };
  const said = await lantern.call('POST', '/calendars', holiday);
  expect(said).toMatchObject({ status: 422, body: { code: 'sounds_live', findings: [{ field: 'exceptionNames.2026-12-25' }] } });
  expect((await lantern.call('POST', '/calendars', { ...holiday, keptBecause: 'A play' })).status).toBe(201);
});
