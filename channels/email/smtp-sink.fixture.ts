/**
 * A mail server that takes what we send and can be told to misbehave: for tests of sending only.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Sink {
  readonly url: string;
  readonly mails: { from: string; to: string[]; raw: string }[];
  readonly connections: () => number;
  close(): Promise<void>;
}

/** What to answer to a command (`EHLO`, `MAIL`, `RCPT`, `DATA`, `DOT`); `cut` drops the connection instead. Null for the usual answer. */
export type Misbehaviour = (command: string, count: number) => string | null;

const usual: Record<string, string> = {
  EHLO: '250-sink\r\n250 SIZE 40000000',
  HELO: '250 sink',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  DOT: '250 2.0.0 queued as ABC123',
  QUIT: '221 bye',
  RSET: '250 ok',
};

function talk(socket: Socket, sink: Sink, misbehave: Misbehaviour): void {
  let buffer = '';
  let inData = false;
  let mail = { from: '', to: [] as string[], raw: '' };
  const counts = new Map<string, number>();
  const answer = (command: string): boolean => {
    const count = (counts.get(command) ?? 0) + 1;
    counts.set(command, count);
    const said = misbehave(command, count) ?? usual[command] ?? '502 what?';
    if (said === 'cut') socket.destroy();
    else if (said !== 'silence') socket.write(`${said}\r\n`);
    return /^[23]/.test(said);
  };
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    const taken = answer(verb);
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'MAIL') mail = { from: address, to: [], raw: '' };
    if (verb === 'RCPT' && taken) mail.to.push(address);
    if (verb === 'DATA' && taken) inData = true;
    if (verb === 'QUIT') socket.end();
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1');
    for (;;) {
      const end = inData ? buffer.indexOf('\r\n.\r\n') : buffer.indexOf('\r\n');
      if (end < 0) return;
      const piece = buffer.slice(0, end);
      buffer = buffer.slice(end + (inData ? 5 : 2));
      if (!inData) command(piece);
      else {
        inData = false;
        sink.mails.push({ ...mail, raw: piece.replace(/^\.\./gm, '.') });
        answer('DOT');
      }
    }
  });
  if (answer('GREETING')) return;
}

/** Starts the sink on a free port. */
export async function startSink(misbehave: Misbehaviour = () => null): Promise<Sink> {
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    connections++;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    talk(socket, sink, (command, count) => misbehave(command, count) ?? (command === 'GREETING' ? '220 sink' : null));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sink: Sink = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails: [],
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return sink;
}
