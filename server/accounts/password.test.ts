/** Which passwords are taken, and what does keeping one cost? */
import { expect, test } from 'vitest';
import { flawOf, hashPassword, verifyPassword } from './password.ts';

test('a password is hashed with argon2id at 19 MiB and two passes, and matches only itself', async () => {
  const hashed = await hashPassword('a quiet lantern by the harbour');
  expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword({ hash: hashed, password: 'a quiet lantern by the harbour' })).toBe(true);
  expect(await verifyPassword({ hash: hashed, password: 'a quiet lantern by the harbou' })).toBe(false);
  expect(await verifyPassword({ hash: hashed, password: 'a quiet lantern by the harbour ' })).toBe(false);
});

test('a password longer than allowed is never hashed', async () => {
  expect(() => hashPassword('x'.repeat(129))).toThrow('bounded');
  const hashed = await hashPassword('x'.repeat(128));
  expect(await verifyPassword({ hash: hashed, password: 'x'.repeat(1_000_000) })).toBe(false);
});

test.each([
  'password123',
  'Passwort2026!',
  '0123456789',
  '9876543210',
  'abcdefghijk',
  'qwertyuiop12',
  'abcabcabcabc',
  '1111111111',
  '12121212121',
  'letmein!!!!!',
  'WelcomeWelcome',
  '!!administrator!!',
])('“%s” is what everybody tries first', (common) => expect(flawOf(common)).toBe('too_common'));

test.each(['correct horse battery', 'Tuesday rain in Bergen', 'x7#kkq-29dLm', 'пароль для гавани', 'passwordless lighthouse keeper'])(
  '“%s” is taken as it is',
  (good) => expect(flawOf(good)).toBeNull(),
);

test('one’s own name or address is no password', () => {
  expect(flawOf('Mia@Lantern.example', ['mia@lantern.example', 'Mia'])).toBe('too_common');
  expect(flawOf('nine char')).toBe('too_short');
});
