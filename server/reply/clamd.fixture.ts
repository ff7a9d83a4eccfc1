/**
 * A scanner on this machine that speaks clamd's INSTREAM and knows three bad files by their bytes: EICAR, a document with macros, an archive with
 * a password. It does as it is told: answers, says nothing, lies, or is away. For tests only.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface TestClamd {
  readonly address: { readonly host: string; readonly port: number };
  /** What it was asked about and was given whole. */
  readonly looked: Buffer[];
  /** Answers in place of a verdict; `early`: before it has everything. Null: an honest verdict. */
  says: { readonly answer: string; readonly early?: boolean } | null;
  /** It takes files with these bytes in them and never says a word. */
  silentAbout: string | null;
  /** Set: what it has to say is said once this is over. */
  holds: Promise<void> | null;
  /** As clamd's StreamMaxLength. */
  mostBytes: number;
  away(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
}

/** Kept in two pieces, so that no scanner takes this repository for the thing itself. */
export const eicar = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

/** A ZIP of one stored entry, with its local header and its directory. `flags`: bit 0 says that it has a password. */
function zipOf(name: string, content: string, flags = 0): Buffer {
  const [path, bytes] = [Buffer.from(name), Buffer.from(content)];
  const field = (...parts: readonly [number, number][]): Buffer =>
    Buffer.concat(
      parts.map(([value, size]) => {
        const part = Buffer.alloc(size);
        part.writeUIntLE(value, 0, size);
        return part;
      }),
    );
  const common = field([20, 2], [flags, 2], [0, 2], [0, 4], [0, 4], [bytes.length, 4], [bytes.length, 4], [path.length, 2], [0, 2]);
  const local = Buffer.concat([field([0x04034b50, 4]), common, path, bytes]);
  const entry = Buffer.concat([field([0x02014b50, 4], [20, 2]), common, field([0, 2], [0, 2], [0, 2], [0, 4], [0, 4]), path]);
  return Buffer.concat([local, entry, field([0x06054b50, 4], [0, 4], [1, 2], [1, 2], [entry.length, 4], [local.length, 4], [0, 2])]);
}
export const macroDocument = zipOf('word/vbaProject.bin', 'Attribute VB_Name = "Module1"\nSub AutoOpen()\nEnd Sub\n');
export const passwordZip = zipOf('invoice.pdf', 'unreadable', 1);
export const plainZip = zipOf('invoice.pdf', 'readable');

/** The names are those of ClamAV 1.4 with AlertOLE2Macros and AlertEncryptedArchive. */
function verdictOn(bytes: Buffer): string {
  if (bytes.subarray(0, eicar.length).equals(eicar)) return 'Win.Test.EICAR_HDB-1 FOUND';
  const isZip = bytes.length > 30 && bytes.readUInt32LE(0) === 0x04034b50;
  if (isZip && (bytes.readUInt16LE(6) & 1) === 1) return 'Heuristics.Encrypted.Zip FOUND';
  if (isZip && bytes.includes('vbaProject.bin')) return 'Heuristics.OLE2.ContainsMacros.VBA FOUND';
  return 'OK';
}

export async function openClamd(): Promise<TestClamd> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy()));
    serve(socket, clamd);
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const clamd: TestClamd = {
    address: { host: '127.0.0.1', port },
    looked: [],
    says: null,
    silentAbout: null,
    holds: null,
    mostBytes: 100 * 1024 * 1024,
    away: close,
    back: () => listen(port),
    close: () => (server.listening ? close() : Promise.resolve()),
  };
  return clamd;
}

const command = 'zINSTREAM\0';

function serve(socket: Socket, clamd: TestClamd): void {
  let waiting: Buffer = Buffer.alloc(0);
  let isAsked = false;
  const pieces: Buffer[] = [];
  const answer = (text: string): void => void socket.end(text);
  socket.on('data', (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes]);
    if (!isAsked) {
      if (waiting.length < command.length) return;
      if (waiting.subarray(0, command.length).toString('latin1') !== command) return answer('UNKNOWN COMMAND\0');
      isAsked = true;
      waiting = waiting.subarray(command.length);
      if (clamd.says?.early === true) return void socket.write(clamd.says.answer);
    }
    while (waiting.length >= 4) {
      const size = waiting.readUInt32BE(0);
      if (size === 0) return end();
      if (waiting.length < 4 + size) return;
      pieces.push(waiting.subarray(4, 4 + size));
      waiting = waiting.subarray(4 + size);
      if (pieces.reduce((sum, one) => sum + one.length, 0) > clamd.mostBytes) return answer('INSTREAM size limit exceeded. ERROR\0');
    }
  });
  function end(): void {
    const whole = Buffer.concat(pieces);
    clamd.looked.push(whole);
    if (clamd.silentAbout !== null && whole.includes(clamd.silentAbout)) return;
    if (clamd.says?.early === true) return void socket.end();
    const verdict = clamd.says?.answer ?? `stream: ${verdictOn(whole)}\0`;
    if (clamd.holds === null) answer(verdict);
    else void clamd.holds.then(() => answer(verdict));
  }
}
