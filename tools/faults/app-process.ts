/** Who keeps a process of the product alive? Starts it, starts it again whenever it dies, and knows how to stop it at a hook point. */
import { spawn, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Orders } from './child.ts';
import type { FromChild, HookPoint, ToChild } from './hooks.ts';

const program = fileURLToPath(new URL('./child.ts', import.meta.url));
const beforeRestartMs = 100;
/** Hang guard. */
const startMs = 180_000;

export class AppProcess {
  readonly orders: Orders;
  /** How often it ended by itself while it was serving. At its start it may: there is no database then. */
  endedWhileReadyCount = 0;
  token: string | null = null;
  port = 0;
  smtpPort = 0;
  readonly #logHandle: number;
  #child: ChildProcess | null = null;
  #isStopping = false;
  #wasKilled = false;
  #isReady = false;
  #reached: ((point: HookPoint) => void) | null = null;

  constructor(orders: Orders, logFile: string) {
    this.orders = orders;
    this.#logHandle = openSync(logFile, 'a');
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.orders.name} does not run`);
    return pid;
  }

  start(): void {
    this.#wasKilled = false;
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, FAULTS_ORDERS: JSON.stringify({ ...this.orders, wantsToken: this.orders.wantsToken && this.token === null }) },
      stdio: ['ignore', this.#logHandle, this.#logHandle, 'ipc'],
    });
    this.#child = child;
    child.on('message', (message: FromChild) => this.#hear(message));
    child.once('exit', () => {
      if (this.#isReady && !this.#wasKilled && !this.#isStopping) this.endedWhileReadyCount += 1;
      this.#isReady = false;
      this.#child = null;
      if (this.#isStopping) return;
      setTimeout(() => this.#isStopping || this.start(), beforeRestartMs);
    });
  }

  /** Answers requests, or works on its rounds. */
  async ready(): Promise<void> {
    const end = Date.now() + startMs;
    while (!this.#isReady) {
      if (Date.now() > end) throw new Error(`${this.orders.name} did not start`);
      await sleep(20);
    }
  }

  /** Resolves when the process stands at the point; false when it does not come by in time. */
  async stopAt(point: HookPoint, withinMs: number): Promise<boolean> {
    const reached = new Promise<boolean>((resolve) => (this.#reached = (at) => at === point && resolve(true)));
    this.#say({ arm: point });
    const patience = new AbortController();
    const isThere = await Promise.race([reached, sleep(withinMs, false, { signal: patience.signal })]);
    patience.abort();
    if (!isThere) this.#say({ go: true });
    return isThere;
  }

  goOn(): void {
    this.#say({ go: true });
  }

  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL') [this.#wasKilled, this.#isReady] = [true, false];
    this.#child?.kill(signal);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  #say(message: ToChild): void {
    if (this.#child?.connected === true) this.#child.send(message);
  }

  #hear(message: FromChild): void {
    if ('token' in message) this.token = message.token;
    else if ('reached' in message) this.#reached?.(message.reached);
    else {
      this.port = message.ready.port;
      this.smtpPort = message.ready.smtpPort;
      this.#isReady = true;
    }
  }
}
