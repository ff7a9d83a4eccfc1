/**
 * In which order should waiting cases be taken? Plays days of a shop of six under a busy and an overloaded morning-to-evening, with the same messages for
 * every order, and says how many begin in time and how long the unluckiest waits. The product's own order is `core/routing/order.ts`, used as it is.
 */
import { hourMs, minuteMs, type Instant } from '@meanwhile/core/kernel/instant.ts';
import { byRoutingOrder, type Waiting } from '@meanwhile/core/routing/order.ts';
import { Dice } from '../simulate/dice.ts';
import { handleCv } from './small-shop.ts';

interface Item extends Waiting {
  readonly dueAt: Instant;
  readonly short: boolean;
  readonly handleMs: number;
}

type Order = (nowAt: Instant) => (a: Item, b: Item) => number;

const toldMs = (item: Item): number => item.dueAt - item.waitingSinceAt;
const byDue = (a: Item, b: Item): number => a.dueAt - b.dueAt;
const byAge = (a: Item, b: Item): number => a.waitingSinceAt - b.waitingSinceAt;
const isLost = (item: Item, nowAt: Instant): boolean => item.dueAt < nowAt;

/** Worst first, the product's own last. */
export const orders = {
  'first come, first served': () => byAge,
  'short ones always first': () => (a, b) => Number(b.short) - Number(a.short) || byAge(a, b),
  'earliest due first': () => byDue,
  'age by time told': (nowAt) => (a, b) => (nowAt - b.waitingSinceAt) / toldMs(b) - (nowAt - a.waitingSinceAt) / toldMs(a),
  'earliest due first, late ones last': (nowAt) => (a, b) =>
    Number(isLost(a, nowAt)) - Number(isLost(b, nowAt)) || (isLost(a, nowAt) ? byAge(a, b) : byDue(a, b)),
  'savable first with an age guard': byRoutingOrder,
} as const satisfies Record<string, Order>;

export type OrderName = keyof typeof orders;
export const orderNames = Object.keys(orders) as OrderName[];

export interface OrderFigures {
  /** Share begun within the time told: those told 15 minutes, those told two hours, all. */
  readonly short: number;
  readonly long: number;
  readonly all: number;
  /** The longest wait of all, in times told. */
  readonly worst: number;
}

const personCount = 6;
const meanHandleMs = 10 * minuteMs;
const shortShare = 0.26;
const [shortMs, longMs] = [15 * minuteMs, 120 * minuteMs];
const dayLengthMs = 8 * hourMs;

/** One run: so many days, each with its own messages. */
export interface Days {
  readonly fromDay: number;
  readonly dayCount: number;
}

/** `load`: work that comes ÷ work that can be done. Each day begins empty and ends when its last message is answered. */
export function playOrder(name: OrderName, load: number, { fromDay, dayCount }: Days): OrderFigures {
  const count = { short: 0, long: 0, shortKept: 0, longKept: 0 };
  let worst = 0;
  for (let day = fromDay; day < fromDay + dayCount; day += 1) {
    for (const [item, beganAt] of playDay(orders[name], messagesOf(day, load))) {
      const waitedMs = beganAt - item.waitingSinceAt;
      const kept = waitedMs <= toldMs(item) ? 1 : 0;
      if (item.short) [count.short, count.shortKept] = [count.short + 1, count.shortKept + kept];
      else [count.long, count.longKept] = [count.long + 1, count.longKept + kept];
      worst = Math.max(worst, waitedMs / toldMs(item));
    }
  }
  return {
    short: count.shortKept / count.short,
    long: count.longKept / count.long,
    all: (count.shortKept + count.longKept) / (count.short + count.long),
    worst,
  };
}

const runDays = 400;

/** `runCount` runs of 400 days: the mean of the shares, the median run's longest wait, and the longest of all runs. */
export function playRuns(name: OrderName, load: number, runCount: number): OrderFigures & { readonly worstEver: number } {
  const runs = Array.from({ length: runCount }, (_, run) => playOrder(name, load, { fromDay: run * runDays, dayCount: runDays }));
  const mean = (of: (run: OrderFigures) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / runCount;
  const worsts = runs.map((run) => run.worst).toSorted((a, b) => a - b);
  return {
    short: mean((run) => run.short),
    long: mean((run) => run.long),
    all: mean((run) => run.all),
    worst: worsts[Math.floor(runCount / 2)]!,
    worstEver: worsts.at(-1)!,
  };
}

/** The same for every order: the day is the seed. Handle times are log-normal, arrivals Poisson. */
function messagesOf(day: number, load: number): Item[] {
  const gapMs = meanHandleMs / (personCount * load);
  const dice = new Dice('orders', `day ${day}`);
  const items: Item[] = [];
  for (let at = dice.exponential(gapMs); at < dayLengthMs; at += dice.exponential(gapMs)) {
    const short = dice.chance(shortShare);
    const handleMs = dice.logNormalOf(meanHandleMs, handleCv);
    // A time is met by beginning: nothing of it is needed for the work itself, as in the published table.
    items.push({
      id: `${items.length}`,
      urgent: false,
      dueAt: at + (short ? shortMs : longMs),
      waitingSinceAt: at,
      expectedMs: 0,
      short,
      handleMs,
    });
  }
  return items;
}

function* playDay(order: Order, messages: readonly Item[]): Generator<readonly [Item, Instant]> {
  const freeAt = Array.from({ length: personCount }, () => 0);
  let waiting: Item[] = [];
  for (let next = 0; next < messages.length || waiting.length > 0;) {
    const soonestAt = Math.min(...freeAt);
    // Nobody begins before there is something: the clock goes to whichever is later.
    const nowAt = waiting.length > 0 ? soonestAt : Math.max(soonestAt, messages[next]!.waitingSinceAt);
    for (let message = messages[next]; message !== undefined && message.waitingSinceAt <= nowAt; message = messages[next]) {
      waiting.push(message);
      next += 1;
    }
    const compare = order(nowAt);
    const item = waiting.reduce((best, other) => (compare(other, best) < 0 ? other : best));
    waiting = waiting.filter((other) => other !== item);
    freeAt[freeAt.indexOf(soonestAt)] = nowAt + item.handleMs;
    yield [item, nowAt];
  }
}
