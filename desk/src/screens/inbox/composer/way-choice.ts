/** By which way does this answer go out, where its writer chose one? Forgotten once it has left. */
import type { ReplyWayRecord } from '@meanwhile/wire/reply-ways.ts';
import { useSyncExternalStore } from 'react';

const chosen = new Map<string, ReplyWayRecord>();
const listeners = new Set<() => void>();

/** Null: where the customer last wrote from. */
export function chooseWay(caseId: string, way: ReplyWayRecord | null): void {
  if (way === null) chosen.delete(caseId);
  else chosen.set(caseId, way);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useChosenWay = (caseId: string): ReplyWayRecord | null => useSyncExternalStore(subscribe, () => chosen.get(caseId) ?? null);

/** What goes along with the answer. */
export function viaIn(caseId: string): { readonly via?: { readonly channelId: string; readonly identityId: string } } {
  const way = chosen.get(caseId);
  return way === undefined ? {} : { via: { channelId: way.channelId, identityId: way.identityId } };
}
