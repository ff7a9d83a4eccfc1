/**
 * Which replies must be readable, and how? Reads the reply mails of the shared test data with their expectations; for tests only.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ReplyCheck {
  readonly set: string;
  readonly file: string;
  readonly text: string;
  readonly signature: boolean;
  readonly conflict: boolean;
  /** Lines that must be shown. */
  readonly mustShow: readonly string[];
  readonly isExact: (shown: string) => boolean;
  readonly maxMs: number | null;
}

interface ReplyCase {
  file: string;
  visible?: string;
  wholeText?: boolean;
  startsWith?: string;
  contains?: string[];
  absent?: string[];
  signature?: boolean;
  conflict?: string;
  customHeader?: string;
  variants?: { token: string; values: string[] };
  maxMs?: number;
}

export const repliesFolder = join(import.meta.dirname, '../../../shared/fixtures/email/replies');

export const normal = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

function checkOf(set: string, entry: ReplyCase, text: string): ReplyCheck {
  const whole = entry.wholeText === true ? text : null;
  const wanted = [whole, entry.visible, entry.startsWith, ...(entry.contains ?? [])].filter((part) => typeof part === 'string');
  return {
    set,
    file: entry.file,
    text,
    signature: entry.signature === true,
    conflict: entry.conflict !== undefined,
    mustShow: wanted
      .flatMap((part) => normal(part).split('\n'))
      .map(squeezed)
      .filter((line) => line !== ''),
    isExact: (shown) => {
      const flat = squeezed(shown);
      return (
        (entry.visible === undefined || normal(shown) === normal(entry.visible)) &&
        (whole === null || normal(shown) === normal(whole)) &&
        (entry.startsWith === undefined || normal(shown).startsWith(normal(entry.startsWith))) &&
        (entry.contains ?? []).every((part) => flat.includes(squeezed(part))) &&
        (entry.absent ?? []).every((part) => !flat.includes(squeezed(part)))
      );
    },
    maxMs: entry.maxMs ?? null,
  };
}

/** All checks, variants included; empty where the shared test data is absent. */
export function replyChecks(): readonly ReplyCheck[] {
  if (!existsSync(repliesFolder)) return [];
  return ['crisp', 'github', 'willdurand', 'zapier'].flatMap((set) => {
    const folder = join(repliesFolder, set);
    const { cases } = JSON.parse(readFileSync(join(folder, 'expectations.json'), 'utf8')) as { cases: ReplyCase[] };
    return cases.flatMap((entry) => {
      const text = readFileSync(join(folder, entry.file), 'utf8');
      const { variants } = entry;
      const texts = variants === undefined ? [text] : variants.values.map((value) => text.replaceAll(variants.token, value));
      return texts.map((variant) => checkOf(set, entry, variant));
    });
  });
}

/** The first line that must be shown and is not; null when nothing is lost. */
export function lostLine(check: ReplyCheck, shown: string): string | null {
  const flat = squeezed(shown);
  return check.mustShow.find((line) => !flat.includes(line)) ?? null;
}
