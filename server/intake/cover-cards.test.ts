/** Is the number of a card kept nowhere, and is nothing else taken for one? */
import { expect, test } from 'vitest';
import { coverCards } from './cover-cards.ts';

const card = '4111 1111 1111 1111';
/** Passes for a card: 18 digits, the last one right. */
const longId = '622000000000000001';
const coveredIn = (content: string, type = 'application/json'): string => Buffer.from(coverCards(Buffer.from(content), type)).toString();
const form = 'application/x-www-form-urlencoded; charset=utf-8';

test('in a text of JSON it is covered, however deep', () => {
  const covered = coveredIn(JSON.stringify({ message: { id: '5', text: `It is ${card}.`, quoted: [{ text: card }] } }));
  expect(covered).not.toContain('4111');
  expect(JSON.parse(covered)).toMatchObject({ message: { id: '5', text: 'It is •••• •••• •••• 1111.' } });
});

test('every number beside it stays as it was written', () => {
  const sent = `{"message_token": 5741311803571721087, "at": 1.50, "text": "It is ${card}"}`;
  expect(coveredIn(sent)).toBe('{"message_token":5741311803571721087,"at":1.50,"text":"It is •••• •••• •••• 1111"}');
});

test('in a form too', () => {
  const covered = coveredIn(new URLSearchParams({ Body: `It is ${card}`, From: '+4915112345678' }).toString(), form);
  expect(new URLSearchParams(covered).get('Body')).toBe('It is •••• •••• •••• 1111');
  expect(new URLSearchParams(covered).get('From')).toBe('+4915112345678');
});

test.each(['id', 'messageId', 'message_id', 'quotedMessageId', 'MessageSid', 'from', 'wa_id', 'phone_number', 'ts'])(
  'a number named %s is none',
  (name) => {
    const sound = JSON.stringify({ [name]: longId, text: 'Hello' });
    expect(coveredIn(JSON.stringify({ text: longId }))).not.toContain(longId);
    expect(coveredIn(sound)).toBe(sound);
    expect(coveredIn(new URLSearchParams({ [name]: longId }).toString(), form)).toBe(`${name}=${longId}`);
  },
);

test('bytes without one stay as they are, whatever they are', () => {
  for (const [content, type] of [
    ['{"text": "Hello"}', 'application/json'],
    ['{"text": ', 'application/json'],
    ['a=1&b=%20x', form],
    ['', form],
  ] as const)
    expect(coveredIn(content, type)).toBe(content);
});
