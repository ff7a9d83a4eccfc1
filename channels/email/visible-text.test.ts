/** What an agent sees of a reply at once; the real mails of the shared test data judge loss and exactness. */
import { describe, expect, it } from 'vitest';
import { lostLine, replyChecks } from './replies.fixture.ts';
import { visibleText } from './visible-text.ts';

describe('the customer’s own words', () => {
  it('stand alone above a quotation', () => {
    const text =
      'Yes please, Tuesday suits me.\n\nOn Tue, 3 Nov 2026 at 10:12, Flora Flowers <hello@flora.example> wrote:\n> When may we come?\n> Flora';
    expect(visibleText(text)).toEqual({ visible: 'Yes please, Tuesday suits me.', folded: [{ from: 2, to: 5, why: 'quotation' }] });
  });

  it('stand alone above an Outlook header block in German', () => {
    const text =
      'Danke!\n\nVon: Flora <hello@flora.example>\nGesendet: Dienstag, 3. November 2026 10:12\nAn: Maria\nBetreff: Termin\n\nWann passt es?';
    expect(visibleText(text).visible).toBe('Danke!');
  });

  it('survive between quoted lines', () => {
    const text = '> When may we come?\nTuesday.\n> And where?\nAt my sister’s.\n> Thanks';
    expect(visibleText(text).visible).toContain('Tuesday.');
    expect(visibleText(text).visible).toContain('At my sister’s.');
  });

  it('survive below a quotation', () => {
    expect(visibleText('On Tue, 3 Nov 2026 at 10:12, Flora <h@flora.example> wrote:\n> When?\n\nTuesday.').visible).toContain('Tuesday.');
  });

  it('are all shown when there is nothing but quotation', () => {
    const text = '> When?\n> Flora';
    expect(visibleText(text)).toEqual({ visible: text, folded: [] });
  });

  it('are not mistaken for a header because a sentence starts with From', () => {
    for (const text of ['From: Berlin\n\nI need it sent to Rome.', 'To be honest: no.\nDate: any.\n', 'On Monday I wrote:\nplease call me'])
      expect(visibleText(text).visible, text).toContain(text.trim().split('\n').at(-1) ?? '');
  });

  it('are found in bounded time in text made to be slow', () => {
    for (const piece of ['On 1 at 1:11 ', '> ', 'From: a\n', 'On Tue 3 Nov 2026\n', '-----', '<a@b.example>:\n', '\u00a0 '])
      expect(visibleText(piece.repeat(50_000)).visible.length).toBeGreaterThan(0);
  }, 10_000);
});

describe.skipIf(replyChecks().length === 0)('the reply mails of the shared test data (skipped: no ../shared/fixtures)', () => {
  it('are each folded within the time their sources allow', () => {
    const slow = replyChecks().filter((check) => {
      const times = [0, 1, 2].map(() => {
        const startedAt = performance.now();
        visibleText(check.text);
        return performance.now() - startedAt;
      });
      return Math.min(...times) > (check.maxMs ?? 100);
    });
    expect(slow.map((check) => `${check.set}/${check.file}`)).toEqual([]);
  });

  it('lose no line the sender wrote, and most are shown exactly', () => {
    const checks = replyChecks();
    const shown = checks.map((check) => visibleText(check.text).visible);
    expect(checks.length).toBe(180);
    expect(
      checks.map((check, i) => [check.set, check.file, lostLine(check, shown[i] ?? '')]).filter(([, , lost]) => lost !== null),
    ).toEqual([]);
    const counted = checks.map((check, i) => ({ check, exact: check.isExact(shown[i] ?? '') })).filter(({ check }) => !check.conflict);
    const exact = counted.filter((result) => result.exact).length;
    process.stdout.write(`reply mails: no loss ${checks.length} of ${checks.length}, exact ${exact} of ${counted.length}\n`);
    expect(exact).toBeGreaterThanOrEqual(155);
  });
});
