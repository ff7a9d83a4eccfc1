/** Which addresses count as one source? */
import { expect, test } from 'vitest';
import { sourceOf } from './source.ts';

test('an IPv6 customer is one source whatever address of their network they use', () => {
  expect(sourceOf('2001:db8:7:1::1')).toEqual(sourceOf('2001:0db8:0007:0001:ffff:ffff:ffff:ffff'));
  expect(sourceOf('2001:db8:7:1::1').near).not.toBe(sourceOf('2001:db8:7:2::1').near);
  expect(sourceOf('2001:db8:7:1::1').wide).toBe(sourceOf('2001:db8:7:2::1').wide);
});

test('an IPv4 address is the same written as IPv6, and neighbours share only the wide one', () => {
  expect(sourceOf('::ffff:192.0.2.7')).toEqual(sourceOf('192.0.2.7'));
  expect(sourceOf('192.0.2.8').near).not.toBe(sourceOf('192.0.2.7').near);
  expect(sourceOf('192.0.2.8').wide).toBe(sourceOf('192.0.2.7').wide);
});

test('what is no address is one source too, so that it is counted', () => {
  expect(sourceOf('')).toEqual(sourceOf('somewhere'));
});
