/** Was this mail taken? A customer's mail program that tells exactly when it cannot know: after the final dot and before the answer. */
import { connect } from 'node:net';
import type { Result } from './recorder.ts';

export interface MailTry {
  readonly port: number;
  readonly from: string;
  readonly to: string;
  /** Header and body, lines ended by CRLF. */
  readonly raw: string;
}

const silenceMs = 10_000;

export function sendMail({ port, from, to, raw }: MailTry): Promise<{ result: Result; said: string }> {
  const script = ['EHLO customer.test\r\n', `MAIL FROM:<${from}>\r\n`, `RCPT TO:<${to}>\r\n`, 'DATA\r\n', `${raw}\r\n.\r\n`];
  return new Promise((resolve) => {
    let step = 0;
    let dotSent = false;
    let said = '';
    const socket = connect(port, '127.0.0.1');
    const end = (result: Result, why: string): void => {
      resolve({ result, said: why });
      socket.destroy();
    };
    socket.setEncoding('latin1');
    socket.setTimeout(silenceMs, () => end(dotSent ? 'unknown' : 'failed', 'silence'));
    socket.on('error', (error) => end(dotSent ? 'unknown' : 'failed', error.message));
    socket.on('close', () => end(dotSent ? 'unknown' : 'failed', 'hung up'));
    socket.on('data', (chunk: string) => {
      said += chunk;
      const line = /^(\d{3}) [^\n]*\r\n$/m.exec(said);
      if (line === null) return;
      const code = Number(line[1]);
      said = '';
      // Our own words for a commit whose fate nobody knows; every other refusal is one.
      if (code >= 400) return end(line[0].startsWith('451 4.3.0 ') ? 'unknown' : 'failed', line[0].trim());
      if (step === script.length) return end('ok', line[0].trim());
      dotSent = step === script.length - 1;
      socket.write(script[step]!);
      step += 1;
    });
  });
}
