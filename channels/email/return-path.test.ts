/** Attack 26: only a return path that we made, for this workspace and this delivery, is believed. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeReturnPath, readReturnPath, verifyReturnPath } from './return-path.ts';

const [workspaceId, deliveryId] = [randomUUID(), randomUUID()];
const key = { id: 1, secret: new Uint8Array(32).fill(7) };
const old = { id: 0, secret: new Uint8Array(32).fill(3) };
const local = makeReturnPath(workspaceId, deliveryId, key);

test('a return path names its delivery, fits a local part, survives another case and another newest key', () => {
  expect(local).toMatch(/^bounce\+[a-z2-7]{53}$/);
  const read = readReturnPath(local.toUpperCase())!;
  expect(read.deliveryId).toBe(deliveryId);
  expect(verifyReturnPath(read, workspaceId, [{ id: 2, secret: new Uint8Array(32).fill(9) }, key])).toBe(true);
});

test('one made by somebody else, for another workspace, or changed by a letter is not ours', () => {
  const read = readReturnPath(local)!;
  expect(verifyReturnPath(read, randomUUID(), [key])).toBe(false);
  expect(verifyReturnPath(read, workspaceId, [old])).toBe(false);
  expect(verifyReturnPath(readReturnPath(makeReturnPath(workspaceId, deliveryId, { ...old, id: 1 }))!, workspaceId, [key])).toBe(false);
  const changed = readReturnPath(`${local.slice(0, 40)}${local[40] === 'a' ? 'b' : 'a'}${local.slice(41)}`);
  expect(changed === null || !verifyReturnPath(changed, workspaceId, [key])).toBe(true);
});

test.each(['bounce+', 'bounce+abc', `${local}a`, 'help', `reply+${local.slice(7)}`, `bounce+${'1'.repeat(53)}`])(
  '%s has not the shape',
  (text) => {
    expect(readReturnPath(text)).toBeNull();
  },
);
