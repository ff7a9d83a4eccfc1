/** Is a mailbox gone through without losing or doubling, wherever we are stopped? The same story is told of a round that ticks off too early, and must find it out. */
import { expect, test } from 'vitest';
import { fetchRound, type MailboxPlace, type RoundDeps } from './fetch-round.ts';
import { reconnectDelayMs } from './mailbox-loop.ts';
import { listenAtMostMs } from './mailbox-session.ts';

const startedAt = Date.UTC(2026, 10, 24, 10, 0);

/** A mailbox with letters, our store, and the place we remember; `stopAt`: the n-th step at which we end, once. */
function story(uids: readonly number[], stopAt: number | null) {
  const stored: number[] = [];
  let place: MailboxPlace = { uidValidity: 7, lastUid: 0 };
  let uidValidity = 7;
  let steps = 0;
  const step = (): void => {
    if (steps++ === stopAt) throw new Error('stopped here');
  };
  const mail = (uid: number) => ({ uid, sizeBytes: 10, arrivedAt: startedAt + uid });
  const deps: RoundDeps = {
    startedAt,
    box: {
      look: async () => ({ uidValidity, uidNext: uids.at(-1)! + 1 }),
      listFrom: async (from) => uids.filter((uid) => uid >= from).map(mail),
      list: async (some) => some.map(mail),
      uidsSince: async () => [...uids],
    },
    async take({ uid }) {
      step();
      // As intake does: the same bytes are stored once.
      if (!stored.includes(uid)) stored.push(uid);
      return `inbound ${uid}`;
    },
    async save(taken) {
      step();
      place = { uidValidity: taken.uidValidity, lastUid: taken.lastUid };
    },
  };
  return {
    stored,
    renumber: () => (uidValidity = 8),
    place: () => place,
    async run(round: typeof fetchRound) {
      for (let tries = 0; tries < 3; tries += 1) await round(place, deps).catch(() => undefined);
    },
  };
}

const letters = Array.from({ length: 60 }, (_, index) => index * 2 + 1);
const everyStep = Array.from({ length: 70 }, (_, index) => index);

/** At which of all steps does stopping lose a letter? */
async function losses(round: typeof fetchRound): Promise<number[]> {
  const lost: number[] = [];
  for (const stopAt of everyStep) {
    const told = story(letters, stopAt);
    await told.run(round);
    if (told.stored.length !== letters.length) lost.push(stopAt);
  }
  return lost;
}

/** What must never be written: the place moves on before the bytes are durable. */
const tooEarly: typeof fetchRound = async (place, deps) => {
  const { uidValidity } = await deps.box.look();
  const mails = await deps.box.listFrom(place.lastUid + 1);
  const lastUid = mails.at(-1)?.uid ?? place.lastUid;
  await deps.save({ uidValidity, lastUid, mails: [] });
  for (const mail of mails) await deps.take(mail);
  return { uidValidity, lastUid };
};

test('wherever we are stopped, no mail is lost, and mail that came twice is kept once', async () => {
  expect(await losses(fetchRound)).toEqual([]);
});

test('the same story finds a round that ticks off before it has kept', async () => {
  expect((await losses(tooEarly)).length).toBeGreaterThan(50);
});

test('a mailbox numbered anew is gone through once more, and the place is in the new numbers', async () => {
  const told = story(letters, null);
  await told.run(fetchRound);
  told.renumber();
  await told.run(fetchRound);
  expect(told.stored).toEqual(letters);
  expect(told.place()).toEqual({ uidValidity: 8, lastUid: letters.at(-1) });
});

test('we listen for less than the 29 minutes after which a server may hang up', () => {
  expect(listenAtMostMs).toBeLessThan(29 * 60_000);
});

test.each([
  ['connection_lost', 0, 0, 1_500],
  ['connection_lost', 0, 1, 2_500],
  ['unreachable', 3, 0.5, 16_000],
  ['unreachable', 40, 1, 1_125_000],
  ['sign_in_refused', 0, 0, 225_000],
] as const)(
  'after %s, failure %i, we come back later each time and never all at once (chance %d: %i ms)',
  (trouble, count, chance, expected) => {
    expect(reconnectDelayMs(trouble, count, chance)).toBe(expected);
  },
);
