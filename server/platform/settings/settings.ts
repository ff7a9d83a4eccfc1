/**
 * How was Meanwhile asked to run? Reads flags and environment (the flag wins) into one value, or says everything that is wrong with them
 * at once. It opens nothing and connects to nothing.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ServerSettings } from '../platform.ts';
import { checkProduction } from './production.ts';
import { readLongText, readOneOf, readPort, readOrigins, readProxies, readScanner, readUrl, type Reading } from './read-value.ts';

export interface Settings extends ServerSettings {
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** Null: the file `secret` in DATA_DIR. */
  readonly secretKey: string | null;
  /** What `/metrics` asks for; null: it is not there. Of the installation, never of a workspace. */
  readonly metricsToken: string | null;
  readonly logLevel: LogLevel;
}

/** As many as 16 random bytes have in hex. */
const metricsTokenChars = 32;
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface SettingsProblem {
  /** As in the environment, for instance `SMTP_PORT`. */
  readonly setting: string;
  /** A whole sentence that says what to do. */
  readonly message: string;
}

/** Flags of these names are settings; each is an environment variable in capitals. */
export const settingFlags = [
  'port',
  'host',
  'data-dir',
  'database-url',
  'public-url',
  'trust-proxy',
  'files-url',
  'smtp-port',
  'smtp-host',
  'smtp-url',
  'scanner-url',
  'provider-api-urls',
  'secret-key',
  'metrics-token',
  'log-level',
  'role',
] as const;

/** `argv` without node and script; words and flags that are no settings are left to the command. */
export function readSettings(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Settings | SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const given = readGiven(argv, env, problems);
  const read = <T>(setting: string, reader: (text: string) => Reading<T>, fallback: T): T => {
    const text = given.get(setting);
    if (text === undefined) return fallback;
    const reading = reader(text);
    if ('value' in reading) return reading.value;
    problems.push({ setting, message: `${setting} ${reading.must}.` });
    return fallback;
  };
  const port = read('PORT', readPort, 3100);
  const publicUrl = read<string | null>('PUBLIC_URL', readUrl(['https:', 'http:'], 'origin'), null);
  const settings: Settings = {
    port,
    host: given.get('HOST') ?? '127.0.0.1',
    dataDir: resolve(given.get('DATA_DIR') ?? './data'),
    publicUrl: publicUrl ?? `http://localhost:${port}`,
    production: given.has('PUBLIC_URL'),
    filesUrl: read<string | null>('FILES_URL', readUrl(['https:', 'http:'], 'origin'), null),
    trustProxy: read<readonly string[]>('TRUST_PROXY', readProxies, []),
    smtpPort: read('SMTP_PORT', readPort, 2525),
    smtpHost: given.get('SMTP_HOST') ?? given.get('HOST') ?? '127.0.0.1',
    smtpUrl: read<string | null>('SMTP_URL', readUrl(['smtp:', 'smtps:'], 'any'), null),
    scanner: read<ServerSettings['scanner']>('SCANNER_URL', readScanner, null),
    providerApiUrls: read('PROVIDER_API_URLS', readOrigins, {}),
    role: read('ROLE', readOneOf(['all', 'web', 'worker'] as const), 'all'),
    databaseUrl: read<string | null>('DATABASE_URL', readUrl(['postgres:', 'postgresql:'], 'any'), null),
    secretKey: given.get('SECRET_KEY') ?? null,
    metricsToken: read<string | null>('METRICS_TOKEN', readLongText(metricsTokenChars), null),
    logLevel: read('LOG_LEVEL', readOneOf(logLevels), 'info'),
  };
  // Not read any more, and a token must not go elsewhere than its owner thinks.
  if (env['TELEGRAM_API_URL'] !== undefined && env['TELEGRAM_API_URL'] !== '')
    problems.push({ setting: 'TELEGRAM_API_URL', message: 'TELEGRAM_API_URL is now PROVIDER_API_URLS=telegram=….' });
  problems.push(...checkProduction(settings, (setting) => given.has(setting)));
  return problems.length > 0 ? problems : settings;
}

function readGiven(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  problems: SettingsProblem[],
): Map<string, string> {
  const options = Object.fromEntries(settingFlags.map((flag) => [flag, { type: 'string' as const }]));
  const { values } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true });
  const given = new Map<string, string>();
  for (const flag of settingFlags) {
    const setting = flag.replaceAll('-', '_').toUpperCase();
    const value = values[flag];
    if (value === true || value === '') problems.push({ setting, message: `--${flag} needs a value, as in --${flag}=….` });
    // An empty variable means "not set": that is how compose files and unit files leave something out.
    const text = typeof value === 'string' && value !== '' ? value : env[setting];
    if (text !== undefined && text.trim() !== '') given.set(setting, text.trim());
  }
  return given;
}
