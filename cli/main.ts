/**
 * What did the operator ask for? Finds the command, runs it, and turns what stands in the way into one clear message and an exit code:
 * 0 done, 1 could not, 2 asked wrongly. What each command does is one file in `command/`.
 */
import { backup } from './command/backup.ts';
import { doctor } from './command/doctor.ts';
import { restore } from './command/restore.ts';
import { signInLink } from './command/sign-in-link.ts';
import { start } from './command/start.ts';
import { token } from './command/token.ts';
import { upgrade } from './command/upgrade.ts';
import { workspace } from './command/workspace.ts';
import { readArguments, UsageTrouble, type Arguments } from './read-arguments.ts';
import { messageFor } from './trouble.ts';

export interface Command {
  /** One line for the list of commands. */
  readonly says: string;
  readonly usage: string;
  /** Flags beyond the settings; `list` may be given several times. */
  readonly flags?: Readonly<Record<string, 'text' | 'list' | 'switch'>>;
  run(given: Arguments): Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  start,
  backup,
  restore,
  upgrade,
  doctor,
  'sign-in-link': signInLink,
  token,
  workspace,
};

function help(): string {
  const width = Math.max(...Object.values(commands).map((command) => command.usage.length));
  const lines = Object.values(commands).map((command) => `  ${command.usage.padEnd(width)}  ${command.says}`);
  return `Usage: npm run meanwhile -- <command> [settings]\n\n${lines.join('\n')}\n\nSettings are flags or environment variables: --port or PORT, --data-dir or DATA_DIR, --database-url or DATABASE_URL, …`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = argv;
  if (['help', '--help', '-h'].includes(name)) {
    console.log(help());
    return 0;
  }
  const command = commands[name];
  if (command === undefined) {
    console.error(`There is no command "${name}".\n\n${help()}`);
    return 2;
  }
  try {
    return await command.run(readArguments(rest, command.flags ?? {}, process.env));
  } catch (error) {
    if (error instanceof UsageTrouble) {
      console.error(`${error.message}\n\nUsage: npm run meanwhile -- ${command.usage}`);
      return 2;
    }
    console.error(messageFor(error, name));
    return 1;
  }
}

const code = await main(process.argv.slice(2));
// Connections and timers of a failed start must not keep a dead process alive.
process.exit(code);
