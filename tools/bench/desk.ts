/**
 * How quickly does the desk answer with a full shop behind it? Loads the demo into a folder of its own (or one kept from before), starts the
 * program on it and has `e2e/measure-desk.ts` do everyday actions in Chromium. It judges nothing.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort, quantile } from './stage.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const cli = join(root, 'cli/main.ts');
const owner = 'agent@bench.example';

/** As `e2e/measure-desk.ts` prints it. */
interface Measured {
  readonly actions: readonly {
    readonly of: number;
    readonly name: string;
    readonly tookMs: readonly number[];
    readonly keyCount: number;
    readonly clickCount: number;
    readonly taskMs: number;
    readonly scriptMs: number;
  }[];
  readonly failed: readonly string[];
  readonly framesPerSecond: number;
  readonly bareFramesPerSecond: number;
  readonly longestTaskMs: number;
}

/** `keptFolder`: a data folder with the demo, filled when it is not there yet and left behind; null = one for this run. A tenth of the rounds and of the shop when `small`. */
export async function measureDesk(
  { keptFolder, small }: { readonly keptFolder: string | null; readonly small: boolean },
  add: (what: string, value: number, unit: string, goal: string) => void,
): Promise<void> {
  const data = keptFolder ?? (await mkdtemp(join(tmpdir(), 'meanwhile-bench-desk-')));
  const env = { ...process.env, DATA_DIR: data, PORT: String(await freePort()), SMTP_PORT: String(await freePort()), LOG_LEVEL: 'error' };
  const command = (...words: string[]) => run(process.execPath, [cli, ...words], { cwd: root, env });
  if (!existsSync(join(data, 'postgres'))) {
    const { stdout } = await command('demo', '--email', owner, ...(small ? ['--small'] : []));
    const seconds = /ready after ([\d.]+) s/.exec(stdout)?.[1];
    if (seconds === undefined) throw new Error(`the demo did not say that it is ready: ${stdout}`);
    add(small ? 'small demo, loaded' : 'demo, 100,000 messages, loaded', Number(seconds), 's', small ? '' : '≤ 60');
  }
  const child = spawn(process.execPath, [cli, 'start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`start ended with ${String(code)}`)));
      createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('Meanwhile is ready') && resolve());
    });
    child.removeAllListeners('exit');
    const link = /https?:\S+/.exec((await command('sign-in-link', '--email', owner)).stdout)![0];
    const { stdout } = await run(process.execPath, [join(root, 'e2e/measure-desk.ts'), link, small ? '3' : '12'], { cwd: root });
    tell(JSON.parse(stdout) as Measured, add);
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    if (keptFolder === null) await rm(data, { recursive: true, force: true });
  }
}

function tell(measured: Measured, add: Parameters<typeof measureDesk>[1]): void {
  const { actions, failed, framesPerSecond, bareFramesPerSecond, longestTaskMs } = measured;
  const sorted = (list: readonly number[]): number[] => list.toSorted((one, other) => one - other);
  for (const { name, tookMs, taskMs, scriptMs } of actions) {
    add(`desk: ${name}, p50`, quantile(sorted(tookMs), 0.5), 'ms', '');
    add(`desk: ${name}, p95`, quantile(sorted(tookMs), 0.95), 'ms', '≤ 100');
    add(`desk: ${name}, work of the page`, taskMs, 'ms', '');
    add(`desk: ${name}, of it in scripts`, scriptMs, 'ms', '');
  }
  const all = sorted(actions.flatMap(({ tookMs }) => tookMs));
  const actionCount = new Set(actions.map(({ of }) => of)).size;
  add(`desk: ${actionCount} everyday actions, press to painted result, p50`, quantile(all, 0.5), 'ms', '');
  add(`desk: ${actionCount} everyday actions, press to painted result, p95`, quantile(all, 0.95), 'ms', '≤ 100');
  for (const what of failed) process.stderr.write(`came to nothing: ${what}\n`);
  add('desk: actions that came to nothing', failed.length, '', '0');
  const tooMany = actions.filter(({ keyCount, clickCount }) => (clickCount === 0 ? keyCount > 3 : keyCount > 0 || clickCount > 2));
  add('desk: everyday actions that took more than 3 keys or 2 clicks', tooMany.length, '', '0');
  add('desk: scrolling the list', framesPerSecond, 'frames/s', '≥ 55');
  add('desk: scrolling a bare page with as many rows', bareFramesPerSecond, 'frames/s', '');
  add('desk: the list beside the bare page', framesPerSecond / bareFramesPerSecond, '', '');
  add('desk: longest task', longestTaskMs, 'ms', '≤ 100');
}
