/** How long until it is ready? A clean restart, and one after `kill -9`, as an operator sees them: from the command to the ready line. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './stage.ts';

const root = join(import.meta.dirname, '../..');

export async function measureStart(add: (what: string, value: number, unit: string, goal: string) => void): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'meanwhile-bench-start-'));
  const env = { ...process.env, DATA_DIR: data, PORT: String(await freePort()), SMTP_PORT: String(await freePort()), LOG_LEVEL: 'error' };
  const start = async (): Promise<{ child: ChildProcess; ms: number }> => {
    const began = performance.now();
    const child = spawn(process.execPath, [join(root, 'cli/main.ts'), 'start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`start ended with ${String(code)}`)));
      createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('Meanwhile is ready') && resolve());
    });
    child.removeAllListeners('exit');
    return { child, ms: performance.now() - began };
  };
  const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return gone;
  };
  const first = await start();
  add('first start, screens built', first.ms, 'ms', '');
  await end(first.child, 'SIGTERM');
  const clean = await start();
  add('clean restart', clean.ms, 'ms', '≤ 3,000');
  await end(clean.child, 'SIGKILL');
  const killed = await start();
  add('restart after kill -9', killed.ms, 'ms', '≤ 10,000');
  await end(killed.child, 'SIGTERM');
  await rm(data, { recursive: true, force: true });
}
