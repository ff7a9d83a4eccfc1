/** Which settings, flags and words were given? Unknown flags are refused, so a typing mistake never passes for a default. */
import { parseArgs } from 'node:util';
import { readSettings, settingFlags, type Settings } from '@meanwhile/server/platform/settings/settings.ts';

export interface Arguments {
  readonly settings: Settings;
  readonly words: readonly string[];
  text(flag: string): string | undefined;
  list(flag: string): readonly string[];
  has(flag: string): boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The command was written wrongly; the message says how. */
export class UsageTrouble extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageTrouble';
  }
}

export function readArguments(
  argv: readonly string[],
  flags: Readonly<Record<string, 'text' | 'list' | 'switch'>>,
  env: Readonly<Record<string, string | undefined>>,
): Arguments {
  const own = Object.entries(flags).map(([name, kind]) => [
    name,
    { type: kind === 'switch' ? ('boolean' as const) : ('string' as const), multiple: kind === 'list' },
  ]);
  const settings = settingFlags.map((name) => [name, { type: 'string' as const }]);
  const { values, positionals } = parse(argv, Object.fromEntries([...settings, ...own]) as Parameters<typeof parse>[1]);
  const read = readSettings(argv, env);
  if (Array.isArray(read)) throw new UsageTrouble(read.map((problem) => problem.message).join('\n'));
  return {
    settings: read,
    words: positionals,
    text: (flag) => {
      const value = values[flag];
      return typeof value === 'string' ? value : undefined;
    },
    list: (flag) => {
      const value = values[flag];
      return Array.isArray(value) ? value.map(String) : [];
    },
    has: (flag) => values[flag] === true,
    env,
  };
}

function parse(argv: readonly string[], options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageTrouble((error as Error).message);
  }
}
