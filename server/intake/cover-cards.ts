/** What of a call may be kept when somebody wrote the number of a payment card? The same call with the number covered wherever it stands in a text. */
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';

/**
 * Names of what people do not write: ids, keys, times, addresses and numbers of phones. Long numbers of theirs can pass for a card, and without them a message loses
 * its files, its sender or its place.
 */
const isNoText = (name: string): boolean =>
  /(?:^|_|[a-z])(?:id|sid|key|token|secret|hash|sha256|signature|ts|timestamp|from|to|phone|number|destination|url|uri|media)$/i.test(name);

/** The bytes themselves where there is none, or where they are neither JSON nor a form: of those nothing is understood. */
export function coverCards(bytes: Uint8Array, contentType: string | undefined): Uint8Array {
  const covered = /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '') ? inForm(bytes) : inJson(bytes);
  return covered === null ? bytes : Buffer.from(covered);
}

function inForm(bytes: Uint8Array): string | null {
  const fields = [...new URLSearchParams(Buffer.from(bytes).toString())];
  const covered = fields.map(([name, value]): [string, string] => [name, isNoText(name) ? value : maskCards(value)]);
  return covered.every(([, value], index) => value === fields[index]![1]) ? null : new URLSearchParams(covered).toString();
}

/** ES2026; the library of types does not know it yet. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

function inJson(bytes: Uint8Array): string | null {
  let found = false;
  const cover = (name: string, value: unknown, { source }: { source?: string } = {}): unknown => {
    // As it was written: an id of 64 bits would lose its last digits as a number.
    if (typeof value === 'number' && source !== undefined) return rawJson(source);
    if (typeof value !== 'string' || isNoText(name)) return value;
    const covered = maskCards(value);
    found ||= covered !== value;
    return covered;
  };
  try {
    const covered: unknown = JSON.parse(Buffer.from(bytes).toString(), cover);
    return found ? JSON.stringify(covered) : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}
