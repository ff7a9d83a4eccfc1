/** Words of others stay words of others: what turns the direction goes, what is read from the right stays. */
import { expect, it } from 'vitest';
import { straight } from './straight.ts';

it('attack 9: a stored name loses what would turn its neighbours round, and nothing else', () => {
  expect(straight('{"name":"photo\u202egpj.exe\u2066"}')).toBe('{"name":"photogpj.exe"}');
  const fair = 'עברית \u200fשלום\u200e, نص, Zoë 👩‍🔧 (12)';
  expect(straight(fair)).toBe(fair);
});
