/** How does an attacker speak SMTP? Byte for byte over a socket, with no library that would tidy the mail. */
import { connect } from 'node:net';

export interface SmtpMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string | Buffer;
  readonly localAddress?: string;
  /** Sent as they are instead of the dot that ends the mail. */
  readonly ending?: string;
}

export interface SmtpTalk {
  /** One reply per recipient. */
  readonly recipients: readonly string[];
  /** The reply to the mail; null when no recipient was taken. */
  readonly data: string | null;
  /** Everything the server said. */
  readonly replies: readonly string[];
}

/** Dots are doubled unless `ending` is given: then every byte is the attacker's own. */
export async function sendSmtp(port: number, mail: SmtpMail): Promise<SmtpTalk> {
  const socket = connect({ port, host: '127.0.0.1', ...(mail.localAddress === undefined ? {} : { localAddress: mail.localAddress }) });
  const replies: string[] = [];
  let buffer = '';
  let wake: (() => void) | null = null;
  let closed = false;
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1');
    for (
      let match = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(buffer);
      match !== null;
      match = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(buffer)
    ) {
      replies.push(match[0].trim());
      buffer = buffer.slice(match[0].length);
    }
    wake?.();
  });
  for (const event of ['close', 'error'] as const)
    socket.on(event, () => {
      closed = true;
      wake?.();
    });
  let read = 0;
  const reply = async (): Promise<string> => {
    while (replies.length <= read && !closed) await new Promise<void>((resolve) => (wake = resolve));
    return replies[read++] ?? 'closed';
  };
  const say = (line: string): Promise<string> => {
    socket.write(`${line}\r\n`);
    return reply();
  };
  try {
    await reply();
    await say('EHLO mx.post.example');
    await say(`MAIL FROM:<${mail.from}>`);
    const recipients: string[] = [];
    for (const to of mail.to) recipients.push(await say(`RCPT TO:<${to}>`));
    if (!recipients.some((one) => one.startsWith('250')) || !(await say('DATA')).startsWith('354'))
      return { recipients, data: null, replies };
    const raw = typeof mail.raw === 'string' ? Buffer.from(mail.raw) : mail.raw;
    if (mail.ending !== undefined) socket.write(Buffer.concat([raw, Buffer.from(mail.ending)]));
    else
      socket.write(
        Buffer.concat([
          Buffer.from(raw.toString('latin1').replace(/^\./gm, '..'), 'latin1'),
          Buffer.from(raw.subarray(-2).toString() === '\r\n' ? '.\r\n' : '\r\n.\r\n'),
        ]),
      );
    const data = await reply();
    await say('QUIT');
    return { recipients, data, replies };
  } finally {
    socket.destroy();
  }
}
