/**
 * What does the scanner say of these bytes? One question by clamd's INSTREAM over a connection of its own, within a time limit. What is not
 * one whole answer to all of the bytes is no verdict. https://docs.clamav.net/manual/Usage/Scanning.html#clamd
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { after } from '../platform/clock/timers.ts';
import type { ScannerAddress } from '../platform/platform.ts';

export type Answer =
  | { readonly says: 'clean' }
  /** `signature`: the scanner's own name for what it found, one line of at most 200 characters. */
  | { readonly says: 'blocked'; readonly signature: string }
  | { readonly says: 'too_large' }
  | { readonly says: 'error'; readonly why: string };

export interface Asked {
  readonly source: Readable;
  /** As many as the source must give. */
  readonly sizeBytes: number;
  /** For everything: connecting, sending, waiting. */
  readonly mostMs: number;
  /** The question is broken off. */
  readonly signal: AbortSignal;
}

const answerCharsMost = 1_024;
const signatureChars = 200;

/** Never rejects. The source is read to its end or destroyed. */
export async function askClamd(address: ScannerAddress, { source, sizeBytes, mostMs, signal }: Asked): Promise<Answer> {
  const socket = connect(address);
  const breakOff = (why: string) => (): void => void socket.destroy(new Error(why));
  const enough = after(mostMs, breakOff(`no answer within ${mostMs} ms`));
  const stopped = breakOff('broken off');
  signal.addEventListener('abort', stopped);
  if (signal.aborted) stopped();
  const hearing = hear(socket);
  try {
    const sent = await sendAll(socket, source, hearing);
    if (sent !== sizeBytes && hearing.text === '') breakOff(`${sent} of ${sizeBytes} bytes could be sent`)();
    // It answered already: nothing more comes from us.
    if (sent !== sizeBytes) socket.end();
    hearing.isAsked = sent === sizeBytes;
    await hearing.over;
    return verdictOf(hearing);
  } catch (error) {
    // What it said before it hung up counts where it says no.
    const said = hearing.text === '' ? null : verdictOf(hearing);
    return said !== null && said.says !== 'clean' ? said : { says: 'error', why: (error as Error).message };
  } finally {
    enough();
    signal.removeEventListener('abort', stopped);
    source.destroy();
    socket.destroy();
  }
}

interface Hearing {
  text: string;
  /** All bytes were sent before the first of the answer came. */
  isAsked: boolean;
  isEarly: boolean;
  readonly over: Promise<void>;
}

function hear(socket: Socket): Hearing {
  let end: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const over = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  // It may fail while something else is waited for, and is asked for afterwards.
  over.catch(() => undefined);
  const hearing: Hearing = { text: '', isAsked: false, isEarly: false, over };
  socket.on('data', (bytes: Buffer) => {
    hearing.isEarly ||= !hearing.isAsked;
    hearing.text += bytes.toString('latin1');
    if (hearing.text.length > answerCharsMost) socket.destroy(new Error('its answer is too long'));
  });
  socket.on('end', end);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('it hung up')));
  return hearing;
}

/** Each piece behind its length, four bytes, the highest first; a length of zero ends it. Gives how many bytes were sent. */
async function sendAll(socket: Socket, source: Readable, hearing: Hearing): Promise<number> {
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), hearing.over]);
  };
  await write(Buffer.from('zINSTREAM\0'));
  let sent = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    // It has made up its mind, most likely that this is too large.
    if (hearing.text !== '' || !socket.writable) return sent;
    await write(lengthOf(chunk.byteLength));
    await write(chunk);
    sent += chunk.byteLength;
  }
  // From here on an answer is one to everything.
  hearing.isAsked = true;
  await write(lengthOf(0));
  return sent;
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

function verdictOf({ text, isAsked, isEarly }: Hearing): Answer {
  if (!text.endsWith('\0') || text.indexOf('\0') !== text.length - 1) return { says: 'error', why: 'it did not give one whole answer' };
  const answer = text.slice(0, -1);
  const found = /^stream: (.+) FOUND$/.exec(answer);
  if (found !== null) return { says: 'blocked', signature: oneLine(found[1]!).slice(0, signatureChars) };
  if (/size limit exceeded/i.test(answer)) return { says: 'too_large' };
  if (answer !== 'stream: OK') return { says: 'error', why: `it said: ${oneLine(answer).slice(0, signatureChars)}` };
  return isAsked && !isEarly ? { says: 'clean' } : { says: 'error', why: 'it answered before it had everything' };
}
