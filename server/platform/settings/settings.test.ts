import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings, type Settings, type SettingsProblem } from './settings.ts';

function good(argv: string[], env: Record<string, string> = {}): Settings {
  const read = readSettings(argv, env);
  if (Array.isArray(read)) throw new Error(JSON.stringify(read));
  return read;
}
function wrong(argv: string[], env: Record<string, string> = {}): string[] {
  const read = readSettings(argv, env);
  return Array.isArray(read) ? read.map((problem: SettingsProblem) => problem.setting).toSorted() : [];
}

test('with nothing set it runs on this machine only, with mail on 2525', () => {
  expect(good([])).toMatchObject({
    port: 3100,
    host: '127.0.0.1',
    dataDir: resolve('data'),
    publicUrl: 'http://localhost:3100',
    production: false,
    filesUrl: null,
    trustProxy: [],
    smtpPort: 2525,
    smtpUrl: null,
    scanner: null,
    providerApiUrls: {},
    databaseUrl: null,
    secretKey: null,
    metricsToken: null,
    logLevel: 'info',
    role: 'all',
  });
});

test('a flag wins over the environment, with a space or an equals sign', () => {
  expect(good(['--port', '4000'], { PORT: '5000' }).port).toBe(4000);
  expect(good(['start', '--port=4000'], { PORT: '5000' }).port).toBe(4000);
  expect(good([], { PORT: '5000' }).port).toBe(5000);
  expect(good(['--data-dir', '/srv/harbour-books'], {}).dataDir).toBe('/srv/harbour-books');
});

test('an empty variable counts as not set', () => {
  expect(good([], { PORT: '', SMTP_URL: ' ' })).toMatchObject({ port: 3100, smtpUrl: null });
});

test.each([
  ['a port that is none', ['--port', 'http'], ['PORT']],
  ['a port beyond the last', ['--port=65536'], ['PORT']],
  ['a flag without its value', ['--port'], ['PORT']],
  ['a database of another kind', ['--database-url', 'mysql://localhost/shop'], ['DATABASE_URL']],
  ['a mail address that is no address', ['--smtp-url', 'mail.example'], ['SMTP_URL']],
  ['a role that does not exist', ['--role', 'boss'], ['ROLE']],
  ['a level that does not exist', ['--log-level', 'loud'], ['LOG_LEVEL']],
  ['a proxy that is no address', ['--trust-proxy', 'nginx'], ['TRUST_PROXY']],
  ['trusting everybody', ['--trust-proxy', '0.0.0.0/0'], ['TRUST_PROXY']],
  ['a token for the figures that can be guessed', ['--metrics-token', 'prometheus'], ['METRICS_TOKEN']],
  ['a scanner without its port', ['--scanner-url', 'tcp://clamav.example'], ['SCANNER_URL']],
  ['a scanner behind HTTP', ['--scanner-url', 'http://clamav.example:3310'], ['SCANNER_URL']],
  ['a scanner at no path', ['--scanner-url', 'unix:clamd.ctl'], ['SCANNER_URL']],
  ['an API without its channel', ['--provider-api-urls', 'http://127.0.0.1:8081'], ['PROVIDER_API_URLS']],
  ['an API at no address', ['--provider-api-urls', 'telegram=bots.example'], ['PROVIDER_API_URLS']],
  ['an address with a path', ['--files-url', 'http://files.example/x'], ['FILES_URL']],
])('%s is refused by name', (_what, argv, settings) => {
  expect(wrong(argv)).toEqual(settings);
});

test('everything that is wrong is said at once', () => {
  expect(wrong(['--port', 'x', '--role', 'y'])).toEqual(['PORT', 'ROLE']);
});

test('proxies are addresses and ranges', () => {
  expect(good([], { TRUST_PROXY: '10.0.0.0/8, 127.0.0.1 ::1' }).trustProxy).toEqual(['10.0.0.0/8', '127.0.0.1', '::1']);
});

test('a scanner listens at a port or at a socket of this machine', () => {
  expect(good([], { SCANNER_URL: 'tcp://clamav:3310' }).scanner).toEqual({ host: 'clamav', port: 3310 });
  expect(good([], { SCANNER_URL: 'tcp://[::1]:3310/' }).scanner).toEqual({ host: '::1', port: 3310 });
  expect(good([], { SCANNER_URL: 'unix:/run/clamav/clamd.ctl' }).scanner).toEqual({ path: '/run/clamav/clamd.ctl' });
  expect(good([], { SCANNER_URL: 'unix:///run/clamav/clamd.ctl' }).scanner).toEqual({ path: '/run/clamav/clamd.ctl' });
});

test('the name it had before is refused, not ignored', () => {
  expect(wrong([], { TELEGRAM_API_URL: 'http://127.0.0.1:8081' })).toEqual(['TELEGRAM_API_URL']);
});

test('APIs of providers are addresses by channel', () => {
  expect(good([], { PROVIDER_API_URLS: 'telegram=http://127.0.0.1:8081/, sms=https://sms.example' }).providerApiUrls).toEqual({
    telegram: 'http://127.0.0.1:8081',
    sms: 'https://sms.example',
  });
});

test('in production the address is https, and host and mail port are chosen by hand', () => {
  expect(wrong([], { PUBLIC_URL: 'http://help.harbour-books.example' })).toEqual(['HOST', 'PUBLIC_URL', 'SMTP_PORT']);
  expect(wrong([], { PUBLIC_URL: 'https://help.harbour-books.example' })).toEqual(['HOST', 'SMTP_PORT']);
  const settings = good([], { PUBLIC_URL: 'https://help.harbour-books.example/', HOST: '127.0.0.1', SMTP_PORT: '0' });
  expect(settings).toMatchObject({ production: true, publicUrl: 'https://help.harbour-books.example', smtpPort: 0 });
});

test('files on the same origin as the desk are refused', () => {
  expect(wrong([], { PUBLIC_URL: 'https://a.example', FILES_URL: 'https://a.example', HOST: '::', SMTP_PORT: '25' })).toEqual([
    'FILES_URL',
  ]);
});
