/**
 * Reads the labelled turns, for the tests and the document made from them. One exchange per block:
 * `@` what is known (late, live, public, known:order) · `<` a customer's turn, `<!` one that complains about waiting for us · `>` a turn of ours,
 * the last one being the draft · `[…]` a question the draft answers, `[[…]]` one it leaves open · `=` the checks that ought to speak.
 */
import { hourMs } from '../../kernel/instant.ts';
import type { CheckName, KnownFact, Turn, Writing } from '../writing.ts';

export interface Exchange {
  readonly writing: Writing;
  readonly labels: readonly CheckName[];
  /** Per customer turn. */
  readonly complaints: readonly boolean[];
  readonly questions: readonly { readonly text: string; readonly isAnswered: boolean }[];
}

/** Wednesday 25 November 2026, 10:00 in London. */
export const writtenAt = Date.UTC(2026, 10, 25, 10);

export function readLabelled(text: string, zone: string): readonly Exchange[] {
  return text
    .trim()
    .split(/\n\n+/)
    .map((block) => exchangeOf(block.split('\n'), zone));
}

function exchangeOf(lines: readonly string[], zone: string): Exchange {
  const context = lines.filter((line) => line.startsWith('@')).flatMap((line) => line.slice(1).trim().split(' '));
  const labels = lines.filter((line) => line.startsWith('=')).flatMap((line) => line.slice(1).trim().split(' '));
  const said = lines.filter((line) => /^[<>]/.test(line));
  const turns = said.map((line): Turn & { isComplaint: boolean; raw: string } => {
    const raw = line.replace(/^[<>]!? ?/, '');
    return { from: line.startsWith('<') ? 'customer' : 'us', text: raw.replaceAll(/[[\]]/g, ''), raw, isComplaint: line.startsWith('<!') };
  });
  const draft = turns.at(-1);
  if (draft?.from !== 'us') throw new RangeError(`The last turn must be ours: ${lines.join(' / ')}`);
  const before = turns.slice(0, -1);
  const questions = before
    .filter((turn) => turn.from === 'customer')
    .flatMap(({ raw }) => [...raw.matchAll(/\[\[(.*?)\]\]|\[(.*?)\]/g)])
    .map(([, open, answered]) => ({ text: open ?? answered ?? '', isAnswered: open === undefined }));
  const known = context
    .filter((one) => one.startsWith('known:'))
    .map((one): KnownFact => ({ kind: one.slice('known:'.length) as KnownFact['kind'], value: 'known' }));
  return {
    writing: {
      draft: draft.text,
      turns: before.map(({ from, text }) => ({ from, text })),
      known,
      missedAt: context.includes('late') ? [writtenAt - 5 * hourMs] : [],
      sendAt: writtenAt,
      stance: context.includes('live') ? 'live' : 'async',
      isPublic: context.includes('public'),
      zone,
    },
    labels: [
      ...labels.filter((one) => one !== ''),
      ...(questions.some(({ isAnswered }) => !isAnswered) ? ['question'] : []),
    ] as CheckName[],
    complaints: before.filter((turn) => turn.from === 'customer').map(({ isComplaint }) => isComplaint),
    questions,
  };
}
