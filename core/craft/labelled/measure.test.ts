import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { complaintIn } from '../complaint.ts';
import { switchedOn } from '../look-at.ts';
import { checkNames } from '../writing.ts';
import { measure, precision, recall, turnCount } from './measure.ts';
import { readLabelled } from './read-labelled.ts';

const zone = 'Europe/Berlin';
const read = (name: string) => readLabelled(readFileSync(new URL(`${name}.txt`, import.meta.url), 'utf8'), zone);
const languages = ['en', 'de'] as const;
const seen = { en: read('en-seen'), de: read('de-seen') };
const held = { en: read('en-held'), de: read('de-held') };
const whole = { en: [...seen.en, ...held.en], de: [...seen.de, ...held.de] };
const share = (value: number): string => value.toFixed(2).replace(/^0/, '');

function page(): string {
  const rows = checkNames.map((name) => {
    const cells = languages.flatMap((language) =>
      [whole[language], held[language]].map((exchanges) => {
        const tally = measure(exchanges)[name];
        return `${share(precision(tally))} / ${share(recall(tally))} (${tally.rightCount + tally.missedCount})`;
      }),
    );
    return `| ${name} | ${switchedOn.includes(name) ? 'on' : 'off'} | ${cells.join(' | ')} |`;
  });
  return `# Craft checks

While an answer is written, the desk looks at it: is it late without saying so, does it ask what is known, does it sound as if somebody were
waiting? The rules are in \`core/craft\`, one file each. They were measured on turns written and labelled by hand for this
(\`core/craft/labelled\`): ${turnCount(whole.en)} in English, ${turnCount(whole.de)} in German. Half of them are *held out*: only their totals, never
their single mistakes, were seen while the rules were tuned. This page is made by the test beside them, which fails when it no longer agrees.

Each cell: precision / recall (how many the labels ask for). Precision is how many of its findings are right; recall, how much it finds.

| check | shipped | English, all | English, held out | German, all | German, held out |
|---|---|---|---|---|---|
${rows.join('\n')}

A check is shipped on only at a precision of .90 or better in every column. \`question\` is short of it. \`date\` is good enough and no
finding all the same: the time it finds is offered to be recorded as a promise, one line above Send, and ignoring that costs nothing.

What these numbers are not: one author wrote the turns and the rules, most German turns tell the same stories as the English ones, and some checks have
fewer than ten cases per language. Real conversations will be harder. Private data is looked for in public answers only, and no channel is
public yet. \`objection\` came later, on nine more held-out exchanges per language: 5 of its 6 findings were right in each; after two changes of
the rule 3 of 3 in English and still 5 of 6 in German. Fifteen more exchanges were written then and the rule was left as it was: 8 of 8 were right. That is few.

## Where the words come from

Live-sounding words are looked for in all languages Meanwhile speaks, wherever a text is kept or sent by a program too. Snippets, macros and drafts are taken
as they are and come back with \`findings\`: where, which words, what to put instead. What goes out unread by anybody (a mailbox's signature and sender name, the
name of a day on which it is closed, the shop's own line for danger and outages, the words of an incident and an answer to all of its cases) is refused with
\`sounds_live\` and the same findings, whatever hour it is, unless \`keptBecause\` gives a reason, which stands in the log with the words. Names of topics, tags and fields are not looked at: customers never read them.

## What is known, and how often it is asked again

*Asked again* looks at what the customer wrote in this case, at their addresses, and at what is noted of them (\`GET /api/v1/customers/{id}/facts\`); an order number is known in
its own case alone. With a noted value it offers a sentence that tells it instead. \`POST /api/v1/messages\` of a token is refused with \`fact_known\` and the
same findings, unless the sentence says why (“because”) or \`askReason\` does.

Counted as an answer goes out, per day in UTC and kind of fact: *asked*; *again*, of those known; *reasoned*, of those with their reason. The repeat-ask rate is
(again − reasoned) ÷ asked, over answers of people and programs (\`GET /api/v1/craft/asks?days=30\`). Neither who wrote nor to whom is kept.

## How often each check is right in your shop

*Settings, Wording* (\`GET /api/v1/craft/rates?days=30\`) counts, per check and day in UTC: findings *followed* (looked at in the open list, and gone when the
answer left), *waved away* (a late answer with its reason) and *left* standing. What comes and goes while somebody types counts for nothing. Neither
who wrote nor to whom is kept. An answer that was taken back and sent anew counts twice.
`;
}

describe('the craft checks on hand-labelled turns', () => {
  it('have at least three hundred labelled turns in each language', () => {
    for (const language of languages) expect(turnCount(whole[language])).toBeGreaterThanOrEqual(300);
  });

  it.each(switchedOn)(
    'ship “%s” only because nine of ten of its findings are right, in both languages and on the held-out half',
    (name) => {
      for (const language of languages) {
        for (const exchanges of [whole[language], held[language]]) {
          const tally = measure(exchanges)[name];
          expect(tally.rightCount).toBeGreaterThan(0);
          expect(precision(tally), `${language}: ${JSON.stringify(tally)}`).toBeGreaterThanOrEqual(0.9);
        }
      }
    },
  );

  it('know a complaint about waiting for us from one about a parcel', () => {
    for (const language of languages) {
      const turns = whole[language].flatMap(({ writing, complaints }) =>
        writing.turns
          .filter((turn) => turn.from === 'customer')
          .map((turn, index) => ({ text: turn.text, is: complaints[index] === true })),
      );
      expect(turns.filter(({ text, is }) => complaintIn(text) !== null && !is)).toEqual([]);
      const real = turns.filter(({ is }) => is);
      expect(real.filter(({ text }) => complaintIn(text) !== null).length / real.length).toBeGreaterThanOrEqual(0.9);
    }
  });

  it('are told of in the document with the numbers measured now', async () => {
    const text = page();
    process.stdout.write(
      `${text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .join('\n')}\n`,
    );
    await expect(text).toMatchFileSnapshot('../../../docs/craft-checks.md');
  });
});
