import { expect, test } from 'vitest';
import { oneLine } from './one-line.ts';

test.each([
  ['Mia Sommer', 'Mia Sommer', 'an ordinary name'],
  ['  Søren  Kierkegård ', 'Søren  Kierkegård', 'blanks around it'],
  ['Mia\r\nBcc: eve@evil.example', 'Mia Bcc: eve@evil.example', 'a line break'],
  ['Mia\u2028Eve\u0000\u001b[31m', 'Mia Eve [31m', 'other breaks and controls'],
  ['photo\u202egpj.exe', 'photogpj.exe', 'the direction turned round'],
  ['\u2066\u2067admin\u2069', 'admin', 'an isolate'],
  ['Ad\u200bmi\ufeffn\u00ad', 'Admin', 'letters of no width'],
  ['Ad\u200dmi\u200cn', 'Admin', 'joiners between Latin letters'],
  ['\u200d\u200d', '', 'nothing but joiners'],
  ['\u3164\u115f', '', 'fillers that look like nothing'],
  ['👩‍🚒 Feuerwehr', '👩‍🚒 Feuerwehr', 'an emoji made of three'],
  ['علی‌رضا', 'علی‌رضا', 'a Persian name with a joiner'],
  ['क्‍ष', 'क्‍ष', 'a Hindi one'],
  ['<img src=x onerror=alert(7)>', '<img src=x onerror=alert(7)>', 'markup, which is only text'],
  ['a\ud800b', 'a\ufffdb', 'half a character'],
])('“%s” is kept as “%s”: %s', (written, kept) => {
  expect(oneLine(written)).toBe(kept);
  expect(oneLine(kept)).toBe(kept);
});
