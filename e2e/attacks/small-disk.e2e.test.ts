/**
 * What goes on when the disk fills up? Attack 40: files are turned away first, mail that needs the disk later, and a message never while the
 * database has room. On a small disk of its own, which only root on Linux can mount; elsewhere it skips and says so.
 */
import { leaveFree, mountDisk, unmountDisk, whyNoSmallDisk } from '@meanwhile/server/platform/postgres/small-disk.fixture.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formWith, messageWith, openAttackShop, rawMail, visit, type AttackShop } from './set-up.ts';

const mebibyte = 1024 * 1024;
const missing = whyNoSmallDisk();
if (missing !== null) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== null)('on a small disk', () => {
  let disk: string;
  let shop: AttackShop;
  beforeAll(async () => {
    disk = mountDisk(limits.diskReserveBytes.upload / mebibyte + 20);
    shop = await openAttackShop({ settings: { dataDir: disk } });
  });
  afterAll(async () => {
    await shop?.close();
    unmountDisk(disk);
  });

  const leave = (freeBytes: number): Promise<void> => leaveFree(disk, freeBytes);

  test('attack 40: on a disk that fills up uploads stop first, messages last, and all comes back with the room', async () => {
    const visitor = await visit(shop, shop.messengerId);
    const byVisitor = async (): Promise<number> => (await visitor.upload('plan.txt', 'a plan', 'text/plain')).status;
    const byDesk = async (): Promise<number> =>
      (
        await fetch(`${shop.url}/api/v1/attachments`, {
          method: 'POST',
          headers: { authorization: `Bearer ${shop.token}` },
          body: formWith('plan.txt', 'a plan', 'text/plain'),
        })
      ).status;
    // Too big for a row: its original lies on the disk.
    const bigMail = async (word: string): Promise<string> => {
      const text = `${word}\r\n${'We wait for the parcel and for nothing else.\r\n'.repeat(9_000)}`;
      return (await shop.mail(rawMail({ from: 'joe40@plain.example', text }), { from: 'joe40@plain.example' })).data ?? '';
    };
    expect([await byVisitor(), await byDesk()]).toEqual([201, 201]);

    await leave(limits.diskReserveBytes.upload - mebibyte);
    expect([await byVisitor(), await byDesk()]).toEqual([503, 503]);
    expect(await bigMail('mail with little room')).toMatch(/^250/);
    await messageWith(shop.lantern, 'mail with little room');
    expect((await visitor.say('words with little room')).status).toBe(201);

    await leave(limits.diskReserveBytes.message - mebibyte);
    // Come back later, says the door: nothing was kept and nothing is lost.
    expect(await bigMail('mail with no room')).toMatch(/^4\d\d/);
    expect([await byVisitor(), await byDesk()]).toEqual([503, 503]);
    expect((await visitor.say('words with no room')).status).toBe(201);
    await messageWith(shop.lantern, 'words with no room');
    const { caseId } = await messageWith(shop.lantern, 'words with no room');
    expect((await shop.api('POST', '/messages', { caseId, text: 'We answer with no room' })).status).toBe(201);

    await leave(limits.diskReserveBytes.upload + 4 * mebibyte);
    expect([await byVisitor(), await byDesk()]).toEqual([201, 201]);
    expect(await bigMail('mail with room again')).toMatch(/^250/);
    await messageWith(shop.lantern, 'mail with room again');
  });
});
