/** An app is asked who it is, and what it lacks is said before anybody writes to it and later. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { slackDescription } from './slack-description.ts';
import { openSlackFake, type SlackFake } from './slack-fake.fixture.ts';
import { slack, type SlackAccount } from './slack.ts';
import { accountAt, depsWith } from './talk.fixture.ts';

let fake: SlackFake;
let account: SlackAccount;
const deps = depsWith(new Map());
const every = 'chat:write,im:write,im:history,files:read,files:write';

beforeAll(async () => {
  fake = await openSlackFake();
  account = accountAt(fake);
});
afterAll(() => fake.close());
beforeEach(() => void (fake.scopes = every));
const identify = (over: Partial<SlackAccount> = {}) => slack.lifecycle.identify!({ ...account, teamId: '', botId: '', ...over }, deps);
const health = (over: Partial<SlackAccount> = {}) => slack.lifecycle.health({ ...account, ...over }, deps);

describe('who it is', () => {
  it('its workspace and its bot, under the name by which people find it', async () => {
    expect(await identify()).toEqual({
      ok: true,
      id: 'T0LANTERN:B0BOT',
      name: '@lantern (Lantern Books)',
      facts: { teamId: 'T0LANTERN', botUserId: 'U0BOT', botId: 'B0BOT' },
    });
  });
  it('a name stays on one line', async () => {
    const who = { ok: true, team_id: 'T0A', user_id: 'U0A', bot_id: 'B0A', user: 'a\nb', team: '\u202Eevil' };
    fake.answerNext('auth.test', { body: who });
    expect(await identify()).toMatchObject({ name: '@a b (evil)' });
  });
  it('a token that Slack does not know, or that is nobody’s bot', async () => {
    expect(await identify({ botToken: `xoxb-1-2-${'z'.repeat(20)}` })).toMatchObject({ ok: false, reason: 'credentials' });
    fake.answerNext('auth.test', { body: { ok: true, team_id: 'T0A', team: 'A', user_id: 'U0A', user: 'ada' } });
    expect(await identify()).toMatchObject({ ok: false, reason: 'credentials' });
  });
  it.each(['cut', { status: 503, body: '<html>' }, { status: 429, body: { ok: false, error: 'ratelimited' } }] as const)(
    'nobody is there: %o',
    async (answer) => {
      fake.answerNext('auth.test', answer);
      expect(await identify()).toMatchObject({ ok: false, reason: 'unreachable' });
    },
  );
  it('what it may not do is said, where Slack says what it may', async () => {
    fake.scopes = 'chat:write, im:history, users:read';
    expect(await identify()).toEqual({
      ok: false,
      reason: 'refused',
      detail: 'The app lacks im:write, files:read, files:write: add it under OAuth & Permissions and install the app again.',
    });
    fake.scopes = null;
    expect(await identify()).toMatchObject({ ok: true });
  });
});

describe('how it is later', () => {
  it('well, or what is wrong with it', async () => {
    expect(await health()).toEqual({ ok: true, problems: [] });
    expect(await health({ teamId: 'T0OTHER' })).toEqual({ ok: false, problems: ['the token is one of another workspace'] });
    expect(await health({ botToken: 'xoxb-1' })).toEqual({ ok: false, problems: ['Slack does not accept the token any more'] });
    fake.scopes = every.replace('im:history,', '');
    expect(await health()).toEqual({ ok: false, problems: ['the app lacks im:history in Slack'] });
    fake.answerNext('auth.test', 'cut', { body: { ok: true } });
    expect(await health()).toEqual({ ok: false, problems: ['Slack does not answer'] });
    expect(await health()).toEqual({ ok: false, problems: ['Slack does not say whose token it is'] });
  });
});

it('what is typed is looked at before anybody is asked', () => {
  const troubles = (over: Partial<SlackAccount>) => slack.lifecycle.checkAccount({ ...account, ...over });
  expect(troubles({})).toEqual([]);
  expect(troubles({ botToken: 'xoxp-1-2-3', signingSecrets: [] })).toEqual([
    'that is no token of a bot: it begins with xoxb-',
    'that is no signing secret: it is 32 letters and digits',
  ]);
  expect(troubles({ botToken: 'xoxe.xoxb-1-abcdefghijk' })).toEqual(['that token ends after some hours: turn token rotation off in Slack']);
  expect(troubles({ botToken: `xoxb-${'a'.repeat(20)}\nevil: 1` })).toHaveLength(1);
  expect(troubles({ signingSecrets: ['a'.repeat(32), 'b c'] })).toHaveLength(1);
});

it('there is nothing to connect or to disconnect: the address is put into the app by hand, once the secret is here', () => {
  expect([slack.lifecycle.connect, slack.lifecycle.disconnect]).toEqual([undefined, undefined]);
  const said = slackDescription.account!.steps.map(({ en }) => en);
  expect(said.findIndex((step) => step.includes('{webhook}'))).toBe(said.length - 1);
  for (const step of slackDescription.account!.steps) expect(step.de.includes('{webhook}')).toBe(step.en.includes('{webhook}'));
});
