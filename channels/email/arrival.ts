/**
 * To whom was a mail delivered, when nobody tells us its envelope? Read from what the mailbox's own server wrote on top of it. It proves
 * nothing about the sender, and whoever reads it must not let it lead into another workspace.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalAddress, readMailboxes } from './address.ts';
import type { MailEnvelope } from '../contract/channel-adapter.ts';

/** In the order in which they are believed; the first that is there counts. */
const deliveredTo = ['delivered-to', 'x-original-to', 'x-forwarded-to', 'envelope-to', 'x-envelope-to'];
const maxHeaderBytes = limits.mailHeaderBytes;
const maxRecipients = limits.mailRecipientsNamed;

interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

function headerLines(raw: Uint8Array): HeaderLine[] {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, maxHeaderBytes)).toString('utf8');
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const lines = text
    .slice(0, end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon <= 0 ? [] : [{ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() }];
  });
}

function addressesIn(lines: readonly HeaderLine[], name: string): string[] {
  return lines
    .filter((line) => line.name === name)
    .flatMap((line) => readMailboxes(line.value).mailboxes.map((mailbox) => mailbox.address));
}

/**
 * The envelope as far as the mail tells it: recipients by trace headers, else by To and Cc; the sender by Return-Path, else by From. The
 * address it came from is unknown and empty, so that SPF has nothing to judge.
 */
export function envelopeFromHeaders(raw: Uint8Array): MailEnvelope {
  const lines = headerLines(raw);
  const traced = deliveredTo.map((name) => addressesIn(lines, name)).find((found) => found.length > 0);
  const rcptTo = [...new Set([...(traced ?? []), ...addressesIn(lines, 'to'), ...addressesIn(lines, 'cc')])].slice(0, maxRecipients);
  return { mailFrom: returnPathOf(lines) ?? addressesIn(lines, 'from')[0] ?? '', rcptTo, remoteAddress: '', helo: '' };
}

/** How often it was handed on, and whether it passed one address twice: a forwarding that leads back to itself (RFC 5321 §6.3). */
export function traceOf(raw: Uint8Array): { hopCount: number; isRepeated: boolean } {
  const lines = headerLines(raw);
  const passed = lines.filter((line) => line.name === 'delivered-to').map((line) => line.value.toLowerCase());
  return { hopCount: lines.filter((line) => line.name === 'received').length, isRepeated: new Set(passed).size < passed.length };
}

/** Null where there is none; empty text for the null sender. */
function returnPathOf(lines: readonly HeaderLine[]): string | null {
  const line = lines.find(({ name }) => name === 'return-path');
  if (line === undefined) return null;
  const inside = /^<(.*)>$/.exec(line.value)?.[1] ?? line.value;
  return inside.trim() === '' ? '' : canonicalAddress(inside);
}
