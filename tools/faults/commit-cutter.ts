/**
 * What if the line breaks between COMMIT and its answer (fault F12)? A socket between the application and PostgreSQL that passes everything
 * on until it is armed; then it lets one COMMIT through and hangs up on the application before the answer.
 */
import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

export interface CommitCutter {
  readonly socketFolder: string;
  /** How often a COMMIT went through and its answer did not. */
  readonly cutCount: number;
  /** Cuts the next COMMIT of a transaction in which a statement matched. `heard`: PostgreSQL has answered before the line breaks. */
  arm(statement: RegExp, heard: boolean): void;
  disarm(): void;
  close(): Promise<void>;
}

interface Armed {
  readonly statement: RegExp;
  readonly heard: boolean;
}

const socketName = '.s.PGSQL.5432';

export async function openCommitCutter(socketFolder: string, databaseFolder: string): Promise<CommitCutter> {
  let armed: Armed | null = null;
  let cutCount = 0;
  const open = new Set<Socket>();
  const file = join(socketFolder, socketName);
  rmSync(file, { force: true });
  const server = createServer((application) => {
    const database = connect(join(databaseFolder, socketName));
    for (const socket of [application, database]) {
      open.add(socket);
      // Either side may be killed at any instant; then the other one is hung up on.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => open.delete(socket));
    }
    application.on('close', () => database.end());
    database.on('close', () => application.destroy());
    let swallow = false;
    database.on('data', (bytes) => {
      if (!swallow) return void application.write(bytes);
      application.destroy();
    });
    const frames = createFrameReader();
    let matched = false;
    application.on('data', (bytes: Buffer) => {
      for (const { text, end } of frames(bytes)) {
        if (/^begin\b/i.test(text)) matched = false;
        if (armed?.statement.test(text) === true) matched = true;
        if (armed === null || !matched || !/\bcommit$/.test(text)) continue;
        const { heard } = armed;
        armed = null;
        cutCount += 1;
        swallow = true;
        database.write(bytes.subarray(0, end));
        if (!heard) application.destroy();
        return;
      }
      if (!swallow) database.write(bytes);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(file, resolve));
  return {
    socketFolder,
    get cutCount() {
      return cutCount;
    },
    arm: (statement, heard) => (armed = { statement, heard }),
    disarm: () => (armed = null),
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

interface Frame {
  /** The SQL of a Query or Parse message, or of the prepared statement that a Bind message names. */
  readonly text: string;
  /** Where the message ends in the chunk that completed it. */
  readonly end: number;
}

/** Reads the frontend messages of PostgreSQL's protocol 3: a start-up message without a type byte, then type, length, content. */
function createFrameReader(): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  const prepared = new Map<string, string>();
  return (chunk) => {
    const before = rest.byteLength;
    const all = Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    let at = 0;
    for (;;) {
      const head = started ? 1 : 0;
      if (all.byteLength < at + head + 4) break;
      const end = at + head + all.readInt32BE(at + head);
      if (all.byteLength < end) break;
      const type = started ? String.fromCharCode(all[at]!) : '';
      if (type === 'Q' || type === 'P' || type === 'B') {
        const content = all.subarray(at + 5, end);
        const [first, second] = stringsIn(content);
        if (type === 'P') prepared.set(first, second);
        // Query: the text. Parse: the name, then the text. Bind: the portal, then the name.
        const text = type === 'Q' ? first : type === 'P' ? second : (prepared.get(second) ?? '');
        frames.push({ text, end: end - before });
      }
      started = true;
      at = end;
    }
    rest = all.subarray(at);
    return frames;
  };
}

/** The first two texts of a message, each ended by a zero byte; the second is empty where there is none. */
function stringsIn(content: Buffer): [string, string] {
  const firstEnd = content.indexOf(0);
  const secondEnd = content.indexOf(0, firstEnd + 1);
  return [content.subarray(0, firstEnd).toString('utf8'), secondEnd < 0 ? '' : content.subarray(firstEnd + 1, secondEnd).toString('utf8')];
}
