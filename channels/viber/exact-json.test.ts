/** Do all digits of a message’s token stay, whoever reads them? */
import { describe, expect, it } from 'vitest';
import { exactJson, messageToken } from './exact-json.ts';

describe('a token of 64 bits', () => {
  it.each(['9007199254740991', '9007199254740992', '9007199254740993', '4912661846655238145', '18446744073709551615', '0'])(
    'keeps its digits: %s',
    (digits) => {
      const read = exactJson(`{"message_token":${digits}}`) as { message_token: unknown };
      expect(messageToken.parse(read.message_token)).toBe(digits);
      expect(messageToken.parse((exactJson(`{"message_token":"${digits}"}`) as { message_token: unknown }).message_token)).toBe(digits);
    },
  );
  it('does not become its neighbour, which a plain number would', () => {
    const [one, other] = ['4912661846655238145', '4912661846655238146'] as const;
    expect(Number(one)).toBe(Number(other));
    expect(exactJson(one)).not.toBe(exactJson(other));
  });
  it('in somebody’s words stays theirs', () => {
    const text = '“"message_token": 4912661846655238145”';
    expect(exactJson(JSON.stringify({ text, deep: [{ text }] }))).toEqual({ text, deep: [{ text }] });
  });
  it.each(['-1', '1.5', '1e400', 'true', '"12a"', '""', '"123456789012345678901"', 'null', '{}'])('is none of these: %s', (given) => {
    expect(messageToken.safeParse(exactJson(given)).success).toBe(false);
  });
});

it('other numbers stay numbers, and what is no JSON is nothing', () => {
  expect(exactJson(new TextEncoder().encode('{"lat":43.2,"lon":-0.5,"timestamp":1764235000000,"large":1e30,"n":null}'))).toEqual({
    lat: 43.2,
    lon: -0.5,
    timestamp: 1_764_235_000_000,
    large: 1e30,
    n: null,
  });
  for (const none of ['', '{"a":1', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, '\u0000']) expect(exactJson(none)).toBeNull();
});
