/** Mia and Ben of Lantern Books at Jonas's case; Ole works next door. */
import type { OnlookersFrame } from '@meanwhile/wire/stream.ts';
import { expect, test } from 'vitest';
import { createOnlookers } from './onlookers.ts';

function shop() {
  const onlookers = createOnlookers();
  const heard = new Map<string, OnlookersFrame[]>();
  const come = (name: string, workspaceId = 'lantern', screen = name) => {
    const frames: OnlookersFrame[] = [];
    heard.set(screen, frames);
    return onlookers.enter({ workspaceId, memberId: name, name }, (frame) => void frames.push(frame));
  };
  const last = (screen: string) =>
    heard
      .get(screen)
      ?.at(-1)
      ?.people.map(({ name, writing }) => (writing ? `${name} writes` : name));
  return { come, last, heard };
}

test('two at one case hear of each other, and of writing, until one leaves', () => {
  const { come, last } = shop();
  const [mia, ben] = [come('Mia'), come('Ben')];
  mia.look('jonas', false);
  expect(last('Mia')).toEqual([]);
  ben.look('jonas', false);
  expect([last('Mia'), last('Ben')]).toEqual([['Ben'], ['Mia']]);
  ben.look('jonas', true);
  expect(last('Mia')).toEqual(['Ben writes']);
  ben.look('other', false);
  expect(last('Mia')).toEqual([]);
  ben.look('jonas', false);
  ben.leave();
  expect(last('Mia')).toEqual([]);
});

test('somebody with two screens is one person, and nobody is told of themselves', () => {
  const { come, last } = shop();
  const [mia, first, second] = [come('Mia'), come('Ben', 'lantern', 'laptop'), come('Ben', 'lantern', 'phone')];
  mia.look('jonas', false);
  first.look('jonas', true);
  second.look('jonas', false);
  expect([last('Mia'), last('laptop'), last('phone')]).toEqual([['Ben writes'], ['Mia'], ['Mia']]);
});

test('who looks at the same id in another workspace sees and shows nobody', () => {
  const { come, last, heard } = shop();
  const [mia, ole] = [come('Mia'), come('Ole', 'harbour')];
  mia.look('jonas', true);
  ole.look('jonas', true);
  expect([last('Mia'), last('Ole')]).toEqual([[], []]);
  const before = heard.get('Ole')!.length;
  mia.leave();
  expect(heard.get('Ole')!.length).toBe(before);
});
