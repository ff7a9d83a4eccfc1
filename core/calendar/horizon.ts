/**
 * Where does compiled open time come from at run time? From a small cache: a calendar is compiled once per version and month, from 40 days
 * before to 400 days after. Server-only, because it compiles.
 */
import { dayMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import type { CalendarVersion, CompiledCalendar } from './calendar.ts';
import { compile } from './compile.ts';

const monthMs = 30 * dayMs;
const backMs = 40 * dayMs;
export const horizonMs = 400 * dayMs;
/** About 10 kB each. */
const cacheLimit = 500;

interface Entry {
  readonly content: string;
  readonly compiled: CompiledCalendar;
}

const cache = new Map<string, Entry>();

/** The same object asked about again within a month, as a batch of messages does for each. */
const lastOf = new WeakMap<CalendarVersion, { readonly month: number; readonly compiled: CompiledCalendar }>();

/** A compiled calendar that covers at least [aroundAt - 40 d, aroundAt + 400 d]. Throws as `compile` does. */
export function compiledFor(calendar: CalendarVersion, aroundAt: Instant): CompiledCalendar {
  const month = Math.floor(aroundAt / monthMs);
  const last = lastOf.get(calendar);
  if (last?.month === month) return last.compiled;
  const compiled = fromCache(calendar, month);
  lastOf.set(calendar, { month, compiled });
  return compiled;
}

function fromCache(calendar: CalendarVersion, month: number): CompiledCalendar {
  const key = `${calendar.id} ${calendar.version} ${month}`;
  // A version never changes once used; a draft shown in a preview does, so the content is compared too (a few µs).
  const content = JSON.stringify([calendar.zone, calendar.weekly, calendar.exceptions]);
  const known = cache.get(key);
  if (known?.content === content) return known.compiled;
  const compiled = compile(calendar, month * monthMs - backMs, (month + 1) * monthMs + horizonMs);
  if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value as string);
  cache.set(key, { content, compiled });
  return compiled;
}
