/** The frame listens to the loader that holds it and to nobody else, whatever a page, another frame or another tab may send. */
import { describe, expect, it } from 'vitest';
import { lineOf } from './embed.ts';

const holder = { name: 'the shop' };
const stranger = { name: 'an advert in the shop' };
const origin = 'https://shop.example';
const line = { origin, nonce: '17,4,22,9' };
const hello = { nonce: line.nonce, type: 'hello' } as const;
const identify = { nonce: line.nonce, type: 'identify', jwt: 'x.y.z' } as const;
const event = (source: unknown, from: string, data: unknown) => ({ source, origin: from, data }) as unknown as Parameters<typeof lineOf>[0];

describe('the line between a shop and our frame', () => {
  it('opens with a hello from the window that holds the frame, and stays', () => {
    expect(lineOf(event(holder, origin, hello), holder, null)).toEqual(line);
    expect(lineOf(event(holder, origin, identify), holder, line)).toBe(line);
  });

  it.each([
    ['another window with the right nonce', event(stranger, origin, identify)],
    ['another origin with the right nonce', event(holder, 'https://shop.example.evil.example', identify)],
    ['a wrong nonce', event(holder, origin, { ...identify, nonce: '1' })],
    ['a second hello under another nonce', event(holder, origin, { ...hello, nonce: '2' })],
    ['no nonce', event(holder, origin, { type: 'shutdown' })],
    ['text instead of data', event(holder, origin, '<img src=x onerror=alert(1)>')],
    ['nothing', event(holder, origin, null)],
  ])('is not moved by %s', (_who, foreign) => {
    expect(lineOf(foreign, holder, line)).toBeNull();
  });

  it.each([
    ['an identity before the hello', event(holder, origin, identify)],
    ['a hello with an empty nonce', event(holder, origin, { type: 'hello', nonce: '' })],
    ['a hello from a sandboxed page without an origin', event(holder, 'null', hello)],
    ['a hello from a file', event(holder, 'file://', hello)],
    ['a hello from a window that does not hold us', event(stranger, origin, hello)],
  ])('does not open on %s', (_who, foreign) => {
    expect(lineOf(foreign, holder, null)).toBeNull();
  });
});
