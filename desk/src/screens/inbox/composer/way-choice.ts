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

/** Taken out with the draft: what is written next goes the usual way, unless this answer comes back. */
export function takeWay(caseId: string): ReplyWayRecord | null {
  const way = chosen.get(caseId) ?? null;
  if (way !== null) chooseWay(caseId, null);
  return way;
}

const ofMessage = new Map<string, ReplyWayRecord>();
/** An answer that is taken back comes back with its way. */
export const rememberWay = (messageId: string, way: ReplyWayRecord | null): void => void (way === null || ofMessage.set(messageId, way));
export const wayOfMessage = (messageId: string): ReplyWayRecord | null => ofMessage.get(messageId) ?? null;

/** What goes along with the answer. */
export const viaOf = (way: ReplyWayRecord | null): { readonly via?: { readonly channelId: string; readonly identityId: string } } =>
  way === null ? {} : { via: { channelId: way.channelId, identityId: way.identityId } };
