/**
 * Can a text somebody sends make a regular expression of ours run for minutes? Every literal in the sources is run against growing hostile texts
 * made of its own letters, under a guard. Patterns put together while running are not seen here; they are made of parts that are.
 */
import { createContext, Script } from 'node:vm';
import ts from 'typescript';
import { filesBelow, isTest, type Finding } from './finding.ts';
import { lineOf, nodes, parse } from './syntax.ts';

const guarded = /^(core|channels|wire|server|desk|messenger|cli)\/.*\.tsx?$/;
/** Short texts find the suspects, long ones convict them: a linear pattern takes a millisecond for the long one, a quadratic one more than a second. */
const chars = { short: 800, long: 50_000 };
const suspectMs = 0.35;
const convictedMs = 100;
const guardMs = { short: 3_000, long: 1_500 };

export interface Tried {
  readonly findings: Finding[];
  readonly patternCount: number;
}

/** Patterns whose time grows faster than the text, with the line. Takes twenty seconds of one processor. */
export function linearPatternFindings(root: string): Tried {
  const files = filesBelow(root, guarded).filter(({ path }) => !isTest(path) && !/\.fixture\.tsx?$/.test(path));
  const places = new Map<string, { file: string; line: number }>();
  for (const parsed of files.map(parse))
    for (const node of nodes(parsed.tree))
      if (ts.isRegularExpressionLiteral(node) && !places.has(node.text))
        places.set(node.text, { file: parsed.path, line: lineOf(parsed, node) });
  const findings = [...places].flatMap(([literal, place]) => {
    const text = slowText(literal);
    return text === null ? [] : [{ ...place, what: `${literal} is not linear: try ${JSON.stringify(text.slice(0, 20))} and so on` }];
  });
  return { findings, patternCount: places.size };
}

/** The text that is slow, or null. Without anything that repeats there is nothing to try. */
export function slowText(literal: string): string | null {
  if (!/[*+]|\{\d*,/.test(literal)) return null;
  const cut = literal.lastIndexOf('/');
  const source = literal.slice(1, cut);
  const pattern = new RegExp(source, literal.slice(cut + 1).replace('y', ''));
  const short = hostileTexts(source, chars.short);
  const suspect = slowest(pattern, short, guardMs.short);
  if (suspect.ms < suspectMs) return null;
  const grown = hostileTexts(source, chars.long)[short.indexOf(suspect.text)]!;
  // A busy machine can hold one run up, not three.
  const isSlow = [1, 2, 3].every(() => slowest(pattern, [grown], guardMs.long).ms > convictedMs);
  return isSlow ? suspect.text : null;
}

/** Runs of single letters, words and pairs out of the pattern and of what people type, with an end that nothing fits. */
function hostileTexts(source: string, length: number): string[] {
  const plain = source.replaceAll(/\\[a-zA-Z]/g, ' ');
  const own = [...plain].filter((letter) => !'()[]{}|?*+^$\\'.includes(letter));
  const letters = [...new Set(['a', '1', ' ', '\t', '\n', '.', '-', '@', ...own])].slice(0, 16);
  const words = [...new Set(plain.split(/[^\p{L}\p{N}<>@:;&,/-]+/u).filter((word) => word.length > 1))].slice(0, 5);
  const pairs = letters.slice(0, 3).flatMap((first) => letters.slice(0, 10).flatMap((next) => (first === next ? [] : [first + next])));
  return [...letters, ...words, ...pairs].flatMap((pump) =>
    ['', ...words.slice(0, 1)].map((head) => `${head}${pump.repeat(Math.ceil(length / pump.length))}\u0000`),
  );
}

const probe = new Script(`
  let worst = { ms: 0, text: '' };
  for (const text of texts) {
    at.text = text;
    const from = cpuMs();
    if (pattern.global) text.replace(pattern, '');
    else pattern.exec(text);
    const ms = cpuMs() - from;
    if (ms > worst.ms) worst = { ms, text };
  }
  worst`);
const cpuMs = (): number => process.cpuUsage().user / 1_000;

/** Processor time, not time on the wall. A pattern that runs into the guard is slow by that much, on the text it was at. */
function slowest(pattern: RegExp, texts: readonly string[], timeout: number): { ms: number; text: string } {
  const at = { text: '' };
  try {
    return probe.runInContext(createContext({ pattern, texts, at, cpuMs }), { timeout }) as { ms: number; text: string };
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return { ms: timeout, text: at.text };
  }
}
