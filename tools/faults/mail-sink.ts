/**
 * Which mails really went out? A mail server of our own on the loopback that writes down every mail it takes, on disk, before it says so.
 * Now and then it takes a mail and hangs up without a word, as real ones do. Not the product's receiver: the witness must be somebody else.
 */
import { fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

export interface SunkMail {
  readonly at: number;
  readonly recipient: string;
  readonly messageId: string;
  readonly automatic: boolean;
  /** The key in the text, null in automatic mail. */
  readonly key: string | null;
  /** False: taken, but the sender was never told. */
  readonly answered: boolean;
}

export interface MailSink {
  readonly port: number;
  readonly file: string;
  close(): Promise<void>;
}

/** `hangsUp` decides for each mail whether its sender hears nothing. */
export async function openMailSink(file: string, hangsUp: () => boolean): Promise<MailSink> {
  const handle = openSync(file, 'a');
  const keep = (mail: SunkMail): void => {
    writeSync(handle, `${JSON.stringify(mail)}\n`);
    fsyncSync(handle);
  };
  const server = createServer((socket) => converse(socket, keep, hangsUp));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return { port: portOf(server), file, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

export function readSink(file: string): SunkMail[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SunkMail);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the mail sink has no port');
  return address.port;
}

/** RFC 5321, as much of it as one sender needs. */
function converse(socket: Socket, keep: (mail: SunkMail) => void, hangsUp: () => boolean): void {
  let waiting = '';
  let recipients: string[] = [];
  let inData = false;
  socket.setEncoding('latin1');
  // A sender that was killed hangs up in the middle of a word.
  socket.on('error', () => socket.destroy());
  socket.write('220 sink.test ready\r\n');
  socket.on('data', (chunk: string) => {
    waiting += chunk;
    for (;;) {
      const end = waiting.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const piece = waiting.slice(0, end);
      waiting = waiting.slice(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        const silent = hangsUp();
        for (const recipient of recipients) keep(mailOf(piece, recipient, !silent));
        recipients = [];
        if (silent) return void socket.destroy();
        socket.write('250 2.0.0 taken\r\n');
        continue;
      }
      const verb = piece.slice(0, 4).toUpperCase();
      if (verb === 'RCPT') recipients.push(/<([^>]*)>/.exec(piece)?.[1] ?? '');
      if (verb === 'RSET' || verb === 'MAIL') recipients = [];
      inData = verb === 'DATA';
      socket.write(
        verb === 'DATA'
          ? '354 go on\r\n'
          : verb === 'QUIT'
            ? '221 bye\r\n'
            : verb === 'EHLO'
              ? '250-sink.test\r\n250 8BITMIME\r\n'
              : '250 2.0.0 well\r\n',
      );
      if (verb === 'QUIT') socket.end();
    }
  });
}

function mailOf(raw: string, recipient: string, answered: boolean): SunkMail {
  const headEnd = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, headEnd).replaceAll(/\r\n[ \t]+/g, ' ');
  const body = raw.slice(headEnd).replaceAll('=\r\n', '');
  const automatic = /^auto-submitted: *auto-/im.test(head);
  return {
    at: Date.now(),
    recipient,
    messageId: /^message-id: *(\S+)/im.exec(head)?.[1] ?? '',
    automatic,
    key: automatic ? null : (/\breply-[0-9a-f-]{36}\b/.exec(body)?.[0] ?? null),
    answered,
  };
}
