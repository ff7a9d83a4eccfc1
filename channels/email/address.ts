/**
 * Whose address is this? The one mailbox parser of the product: strict, linear, and its answer is always a plain
 * `local@domain` that every mail library reads the same way. What it does not understand is no address; it never guesses.
 */
import { canonicalEmail } from '@meanwhile/core/identity/canonical.ts';
import { decodeWords } from 'postal-mime';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { boundedText } from '../contract/bounded-text.ts';

export interface Mailbox {
  /** Canonical: lower case, domain in its ASCII form, no quotes, no comments. */
  readonly address: string;
  readonly name: string | null;
}

/** Controls, line and paragraph separators, zero-width and bidi characters: none of them may hide in a name or address. */
// eslint-disable-next-line no-control-regex -- these are the characters to remove
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A text for one line: controls, separators and direction overrides become blanks, runs of blanks become one. */
export function oneLine(text: string, maxChars: number): string {
  return boundedText(text.slice(0, maxChars * 4).replace(invisible, ' '), maxChars * 4)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxChars)
    .replace(/[\uD800-\uDBFF]$/, '');
}

/** `local@domain` in the product's one canonical form (`core/identity`), or null when it is not a plain address. */
export function canonicalAddress(text: string): string | null {
  // Reads like an encoded word: a mail library could decode it into another address.
  if (text.trimStart().startsWith('=?')) return null;
  const canonical = canonicalEmail(text);
  return typeof canonical === 'string' ? canonical : null;
}

/** The part after the @ of a canonical address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

type Token = {
  readonly kind: 'word' | 'quoted' | 'angle' | 'comment' | 'comma' | 'colon' | 'semicolon';
  readonly text: string;
  readonly joined: boolean;
};

/** Reads up to the closing character, undoing backslashes; null when it never closes. Comments nest. */
function readEnclosed(value: string, start: number, close: '"' | ')' | '>'): { text: string; end: number } | null {
  let text = '';
  let depth = 0;
  for (let i = start; i < value.length; i++) {
    const c = value[i];
    if (c === '\\' && close !== '>') {
      i++;
      text += value[i] ?? '';
    } else if (c === close && depth === 0) return { text, end: i };
    else {
      if (close === ')') depth += c === '(' ? 1 : c === ')' ? -1 : 0;
      text += c;
    }
  }
  return null;
}

const closers: Record<string, { close: '"' | ')' | '>'; kind: Token['kind'] }> = {
  '"': { close: '"', kind: 'quoted' },
  '(': { close: ')', kind: 'comment' },
  '<': { close: '>', kind: 'angle' },
};
const marks: Record<string, Token['kind']> = { ',': 'comma', ':': 'colon', ';': 'semicolon' };

function tokensOf(value: string): Token[] | null {
  const tokens: Token[] = [];
  let joined = false;
  for (let i = 0; i < value.length; i++) {
    const c = value[i] ?? '';
    const enclosed = closers[c];
    const mark = marks[c];
    if (/\s/.test(c)) {
      joined = false;
      continue;
    }
    if (enclosed !== undefined) {
      const read = readEnclosed(value, i + 1, enclosed.close);
      if (read === null) return null;
      tokens.push({ kind: enclosed.kind, text: read.text, joined });
      i = read.end;
    } else if (mark !== undefined) tokens.push({ kind: mark, text: c, joined });
    else if (c === '>' || c === ')') return null;
    else {
      let end = i + 1;
      while (end < value.length && !/[\s"(<,:;>)]/.test(value[end] ?? '')) end++;
      tokens.push({ kind: 'word', text: value.slice(i, end), joined });
      i = end - 1;
    }
    joined = true;
  }
  return tokens;
}

function nameOf(tokens: readonly Token[]): string | null {
  const text = tokens
    .filter((token) => token.kind === 'word' || token.kind === 'quoted')
    .map((token) => token.text)
    .join(' ');
  const name = oneLine(decodeWords(text), limits.displayNameChars);
  return name === '' ? null : name;
}

/** One mailbox from its tokens: `name <address>` or `address`, comments only beside them. */
function mailboxOf(tokens: readonly Token[]): Mailbox | null {
  const spoken = tokens.filter((token) => token.kind !== 'comment');
  const last = spoken.at(-1);
  if (last === undefined) return null;
  if (last.kind === 'angle') {
    const before = spoken.slice(0, -1);
    if (before.some((token) => token.kind === 'angle')) return null;
    const address = canonicalAddress(last.text.trim());
    return address === null ? null : { address, name: nameOf(before) };
  }
  if (spoken.length !== 1 || last.kind !== 'word') return null;
  const position = tokens.indexOf(last);
  if (position > 0 && last.joined) return null;
  const address = canonicalAddress(last.text);
  return address === null
    ? null
    : { address, name: oneLine(decodeWords(tokens[position + 1]?.text ?? ''), limits.displayNameChars) || null };
}

export interface MailboxList {
  readonly mailboxes: readonly Mailbox[];
  /** False when some part of the list was not understood, was a group, or the list was cut. */
  readonly complete: boolean;
}

/**
 * All mailboxes of a To, Cc or From header. Members of groups are listed, but a list with a group, an unreadable entry or more than
 * `limits.audienceCount` entries is not `complete`.
 */
export function readMailboxes(value: string): MailboxList {
  if (value.length > limits.audienceCount * limits.addressChars) return { mailboxes: [], complete: false };
  const tokens = tokensOf(value);
  if (tokens === null) return { mailboxes: [], complete: false };
  const mailboxes: Mailbox[] = [];
  let complete = true;
  let entry: Token[] = [];
  const close = () => {
    if (entry.length > 0) {
      const mailbox = mailboxOf(entry);
      if (mailbox === null || mailboxes.length >= limits.audienceCount) complete = false;
      else mailboxes.push(mailbox);
    }
    entry = [];
  };
  for (const token of tokens) {
    if (token.kind === 'colon') {
      complete = false;
      entry = [];
    } else if (token.kind === 'comma' || token.kind === 'semicolon') close();
    else entry.push(token);
  }
  close();
  return { mailboxes, complete };
}

export type FromProblem = 'missing' | 'severalHeaders' | 'severalMailboxes' | 'unreadable';

/** The sender, from all From headers of a mail: exactly one header with exactly one mailbox, else nobody. */
export function readFrom(values: readonly string[]): { readonly mailbox: Mailbox | null; readonly problem: FromProblem | null } {
  const [value] = values;
  if (value === undefined || value.trim() === '') return { mailbox: null, problem: 'missing' };
  if (values.length > 1) return { mailbox: null, problem: 'severalHeaders' };
  const { mailboxes, complete } = readMailboxes(value);
  const [mailbox] = mailboxes;
  if (mailboxes.length > 1) return { mailbox: null, problem: 'severalMailboxes' };
  if (mailbox === undefined || !complete) return { mailbox: null, problem: 'unreadable' };
  return { mailbox, problem: null };
}
