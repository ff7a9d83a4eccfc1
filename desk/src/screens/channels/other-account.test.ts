/** Is whoever signed in with the wrong account told so, and nobody else? */
import { expect, test } from 'vitest';
import { otherAccount } from './other-account.ts';

const address = 'help@lantern.example';

test('Mia signed in with her private account instead of the shop’s, and is told which one it is', () => {
  expect(otherAccount({ address, user: 'mia@private.example', signIn: 'google' })).toBe('mia@private.example');
  expect(otherAccount({ address, user: 'mia@lantern.example', signIn: 'microsoft' })).toBe('mia@lantern.example');
});

test('the shop’s own account, in other letters too, and a mailbox with a password need no word', () => {
  expect(otherAccount({ address, user: address, signIn: 'google' })).toBeNull();
  expect(otherAccount({ address, user: 'Help@Lantern.Example', signIn: 'microsoft' })).toBeNull();
  expect(otherAccount({ address, user: 'u4711', signIn: 'password' })).toBeNull();
});
