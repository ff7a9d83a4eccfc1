/**
 * What happened while a list was on its way? Its answer may be older than that, and a query that has nothing yet passes such news over. What was
 * heard is put in once more when the answer is here; what cannot be put in is asked for once more. No fetch is broken off for it, so that a stream
 * of events cannot keep a list from ever coming.
 */
import { matchQuery } from '@tanstack/react-query';
import type { InvalidateQueryFilters, Query, QueryClient, QueryKey } from '@tanstack/react-query';

export interface HeardMeanwhile {
  /** What fits is fetched anew: now, when it is next looked at, or as soon as the answer that is on its way is here. */
  refresh(filters: Pick<InvalidateQueryFilters, 'queryKey' | 'predicate'>): Promise<void>;
  /** Runs `putIn` once more, in order, as soon as the answers under these keys that are on their way are here. */
  putInAgain(keys: readonly QueryKey[], putIn: () => void): void;
}

const isOnItsWay = ({ state }: Query): boolean => state.fetchStatus !== 'idle';

export function hearMeanwhile(client: QueryClient): HeardMeanwhile {
  const cache = client.getQueryCache();
  const heard = new Map<Query, (() => void)[]>();
  const oldOnArrival = new WeakSet<Query>();
  /** Said to be old; what is put into it does not make it new. */
  const old = new WeakSet<Query>();

  const forget = (query: Query): void => {
    heard.delete(query);
    oldOnArrival.delete(query);
  };

  cache.subscribe((told) => {
    const query = told.query as Query;
    if (told.type === 'removed') forget(query);
    if (told.type !== 'updated') return;
    // Of a fetch that was given up: the next one knows of it.
    if (told.action.type === 'fetch') forget(query);
    if (told.action.type === 'invalidate') old.add(query);
    if (told.action.type !== 'success') return;
    if (told.action.manual === true) {
      if (old.has(query)) query.invalidate();
      return;
    }
    old.delete(query);
    const steps = heard.get(query) ?? [];
    const isOld = oldOnArrival.has(query);
    forget(query);
    // The fetch has to be over before another begins; nothing is drawn before that.
    queueMicrotask(() => {
      for (const putIn of steps) putIn();
      if (isOld) void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    });
  });

  return {
    async refresh(filters) {
      const found = cache.findAll(filters);
      for (const query of found) if (isOnItsWay(query)) oldOnArrival.add(query);
      const others = new Set(found.filter((query) => !isOnItsWay(query)));
      if (others.size > 0) await client.invalidateQueries({ predicate: (query) => others.has(query) });
    },
    putInAgain(keys, putIn) {
      for (const query of cache.findAll({ predicate: isOnItsWay }))
        if (keys.some((queryKey) => matchQuery({ queryKey }, query))) heard.set(query, [...(heard.get(query) ?? []), putIn]);
    },
  };
}
