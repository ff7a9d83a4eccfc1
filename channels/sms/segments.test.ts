/** How many SMS does a text become? Sums done by hand from GSM 03.38. */
import { expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';

it.each([
  ['nothing', '', 'GSM-7', 1],
  ['160 plain signs', 'a'.repeat(160), 'GSM-7', 1],
  ['one more: each of several has room for 153', 'a'.repeat(161), 'GSM-7', 2],
  ['twice 153', 'a'.repeat(306), 'GSM-7', 2],
  ['one more than that', 'a'.repeat(307), 'GSM-7', 3],
  ['umlauts, Greek capitals and a line break', 'Grüße, ΔΩ\n£5 à Ç', 'GSM-7', 1],
  ['80 euros of two signs each', '€'.repeat(80), 'GSM-7', 1],
  ['81 of them: 76 fit, and none is torn', '€'.repeat(81), 'GSM-7', 2],
  ['152 signs and a euro that does not fit any more', `${'a'.repeat(152)}€${'a'.repeat(151)}`, 'GSM-7', 2],
  ['… and one sign more', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3],
  ['70 signs with one outside the alphabet', `${'a'.repeat(69)}ê`, 'UCS-2', 1],
  ['71 of them', `${'a'.repeat(70)}ê`, 'UCS-2', 2],
  ['a small ç, which the alphabet has only large', 'ç', 'UCS-2', 1],
  ['typographic quotation marks', '„Hallo“', 'UCS-2', 1],
  ['35 emoji of two units', '🌹'.repeat(35), 'UCS-2', 1],
  ['67 emoji: 33 fit into one, and none is torn', '🌹'.repeat(67), 'UCS-2', 3],
  ['what Twilio takes at most', 'a'.repeat(1_600), 'GSM-7', 11],
])('%s', (_what, text, alphabet, count) => {
  expect(segmentsOf(text)).toEqual({ alphabet, count });
});
