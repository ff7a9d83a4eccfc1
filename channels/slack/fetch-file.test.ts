/** Files that people sent come whole and from Slack alone, and what cannot be had says why. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchBytes } from './slack-description.ts';
import { slackAddress } from './slack-hosts.ts';
import { fakeToken, openSlackFake, type SlackFake } from './slack-fake.fixture.ts';
import { slack, type SlackAccount } from './slack.ts';
import { accountAt, depsWith, toJonas } from './talk.fixture.ts';

let fake: SlackFake;
let account: SlackAccount;
const deps = depsWith(new Map());
const rose = { name: 'rose.png', mimetype: 'image/png', bytes: new Uint8Array([9, 8]) };

beforeAll(async () => {
  fake = await openSlackFake();
  account = accountAt(fake);
});
afterAll(() => fake.close());
beforeEach(() => void (fake.calls.length = 0));
const get = (id: string) => slack.inbound.fetchFile!(id, account, deps);

it('a file is fetched whole, with the token', async () => {
  fake.files.set('F0A', rose);
  expect(await get('F0A')).toEqual({ ok: true, bytes: Buffer.from([9, 8]), mime: null });
  expect(fake.calls).toMatchObject([{ method: 'files.info', body: { file: 'F0A' } }]);
  fake.files.set('F0PAGE', { name: 'a.html', mimetype: 'text/html', bytes: new Uint8Array([60]) });
  expect(await get('F0PAGE')).toMatchObject({ ok: true });
});

it('one that is larger than ours may be is not', async () => {
  fake.files.set('F0BIG', { ...rose, bytes: new Uint8Array(fetchBytes + 1) });
  expect(await get('F0BIG')).toEqual({ ok: false, passing: false, reason: 'larger than 25 MB' });
});

describe('an app that may not read files is told so', () => {
  const mayNot = { ok: false, passing: false, reason: 'the app may not read files in Slack (files:read)' };
  it('where Slack says it', async () => {
    fake.answerNext('files.info', { body: { ok: false, error: 'missing_scope', needed: 'files:read' } });
    expect(await get('F0A')).toEqual(mayNot);
  });
  it.each([
    ['a page to sign in with status 200', { status: 200, type: 'text/html; charset=utf-8' }],
    ['the way to that page', { status: 302, type: 'text/html', location: 'https://lantern.slack.com/?redir=x' }],
  ])('where it shows %s', async (_what, page) => {
    fake.files.set('F0A', { ...rose, page });
    expect(await get('F0A')).toEqual(mayNot);
  });
});

it.each([
  ['nothing is known', { body: { ok: false, error: 'file_not_found' } }, false],
  ['it was deleted', { body: { ok: false, error: 'file_deleted' } }, false],
  ['no address is named', { body: { ok: true, file: { id: 'F0A' } } }, false],
  ['the token is just changing', { body: { ok: false, error: 'invalid_auth' } }, true],
  ['there were too many calls', { status: 429, body: { ok: false, error: 'ratelimited' } }, true],
  ['Slack is broken', { status: 500, body: '<html>' }, true],
  ['the connection breaks', 'cut', true],
] as const)('where %s, it is not there; trying again may help: %o', async (_what, answer, passing) => {
  fake.files.set('F0A', rose);
  fake.answerNext('files.info', answer);
  expect(await get('F0A')).toMatchObject({ ok: false, passing });
});

it.each([
  [404, false],
  [403, false],
  [401, true],
  [429, true],
  [503, true],
])('the file itself answered with %d; trying again may help: %o', async (status, passing) => {
  fake.files.set('F0A', { ...rose, page: { status, type: 'text/plain' } });
  expect(await get('F0A')).toMatchObject({ ok: false, passing });
});

it('the token goes to Slack alone', async () => {
  const asked: string[] = [];
  const watched = {
    ...deps,
    fetch: (input: string | URL | Request, init?: RequestInit) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return deps.fetch(input, init);
    },
  };
  for (const url of [
    'https://files.slack.com.evil.example/a',
    'https://evilslack.com/a',
    'https://slack.com@evil.example/a',
    'https://user:pass@files.slack.com/a',
    'http://files.slack.com/a',
    'https://files.slack.com:8443/a',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    '//evil.example/a',
    '',
  ]) {
    fake.files.set('F0X', { ...rose, url });
    expect(await slack.inbound.fetchFile!('F0X', account, watched)).toMatchObject({ ok: false, passing: false });
  }
  expect(asked.every((url) => url === `${fake.url}/api/files.info`)).toBe(true);
  for (const url of ['https://files.slack.com/files-pri/T-F/a', 'https://slack.com/a', 'https://files.slack-gov.com/a', `${fake.url}/a`])
    expect(slackAddress(url, fake.url)?.href).toBe(url);
});

it('neither the token nor an address is in what went wrong', async () => {
  const secretly = `request to https://files.slack.com/?t=${fakeToken} failed`;
  for (const error of [
    new TypeError(secretly, { cause: Object.assign(new Error(secretly), { code: 'ECONNRESET' }) }),
    new DOMException(secretly, 'TimeoutError'),
  ]) {
    const broken = { ...deps, fetch: () => Promise.reject(error) };
    const plan = slack.outbound.plan(toJonas({ text: 'x' }), account, { lastCustomerMessageAt: null, optedOut: false }, 0);
    if ('blocked' in plan) throw new Error(plan.detail);
    const part = plan.parts[0]!;
    const said = [
      await slack.inbound.fetchFile!('F0A', account, broken),
      await slack.outbound.send(part, account, broken),
      await slack.outbound.reconcile(part, account, broken),
      await slack.lifecycle.identify!(account, broken),
      await slack.lifecycle.health(account, broken),
    ];
    expect(JSON.stringify(said)).not.toMatch(/xoxb|https?:/);
  }
});
