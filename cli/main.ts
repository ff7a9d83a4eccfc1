/**
 * What did the operator ask for? Finds the command, runs it, and turns what stands in the way into one clear message and an exit code:
 * 0 done, 1 could not, 2 asked wrongly. What each command does is one file in `command/`.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Command } from './command.ts';

// Halves the time from `npm start` to the first answer: types are stripped and code is compiled once per version, not once per start.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'meanwhile'));

interface Entry {
  readonly usage: string;
  readonly says: string;
  load(): Promise<Command>;
}

const commands: Readonly<Record<string, Entry>> = {
  start: { usage: 'start', says: 'run Meanwhile', load: async () => (await import('./command/start.ts')).start },
  backup: { usage: 'backup FILE', says: 'write everything into one file', load: async () => (await import('./command/backup.ts')).backup },
  restore: {
    usage: 'restore FILE',
    says: 'bring a backup into an empty database',
    load: async () => (await import('./command/restore.ts')).restore,
  },
  upgrade: {
    usage: 'upgrade',
    says: 'bring the database to this version, after a backup',
    load: async () => (await import('./command/upgrade.ts')).upgrade,
  },
  doctor: {
    usage: 'doctor [--seal SLUG=SEAL]…',
    says: 'check the machine, the database, the settings and the event log; a seal kept from before proves that the log was not written anew',
    load: async () => (await import('./command/doctor.ts')).doctor,
  },
  'sign-in-link': {
    usage: 'sign-in-link [--email ADDRESS]',
    says: 'print a one-time link that signs in',
    load: async () => (await import('./command/sign-in-link.ts')).signInLink,
  },
  demo: {
    usage: 'demo [--email ADDRESS] [--small]',
    says: 'load a made-up shop with 90 days behind it, as a workspace of its own; ADDRESS becomes its owner',
    load: async () => (await import('./command/demo.ts')).demo,
  },
  token: {
    usage: 'token create --name NAME --scope SCOPE… [--workspace SLUG]',
    says: "make a token for the API; '*' is every scope",
    load: async () => (await import('./command/token.ts')).token,
  },
  workspace: {
    usage: 'workspace create --name NAME --slug SLUG --owner-email ADDRESS [--owner-name NAME] | export SLUG [FILE] | delete SLUG --yes',
    says: 'make another workspace and its owner; write all of one into a file; remove one for good',
    load: async () => (await import('./command/workspace.ts')).workspace,
  },
};

function help(): string {
  const lines = Object.values(commands).map((entry) => `  ${entry.usage}\n      ${entry.says}`);
  return `Usage: npm run meanwhile -- <command> [settings]\n\n${lines.join('\n')}\n\nSettings are flags or environment variables: --port or PORT, --data-dir or DATA_DIR, --database-url or DATABASE_URL, …`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = argv;
  if (['help', '--help', '-h'].includes(name)) {
    console.log(help());
    return 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    console.error(`There is no command "${name}".\n\n${help()}`);
    return 2;
  }
  const { readArguments, UsageTrouble } = await import('./read-arguments.ts');
  const { messageFor } = await import('./trouble.ts');
  try {
    const command = await entry.load();
    return await command.run(readArguments(rest, command.flags ?? {}, process.env));
  } catch (error) {
    if (error instanceof UsageTrouble) {
      console.error(`${error.message}\n\nUsage: npm run meanwhile -- ${entry.usage}`);
      return 2;
    }
    console.error(messageFor(error, name));
    return 1;
  }
}

const code = await main(process.argv.slice(2));
// Connections and timers of a failed start must not keep a dead process alive.
process.exit(code);
