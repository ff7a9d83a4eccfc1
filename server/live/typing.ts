/**
 * Is somebody writing an answer just now? Told to the customer's own screens, and only while that person is there live for exactly that customer:
 * whether so is asked anew each time, so that nothing leaves while the channel replies later. Known within one web process, stored nowhere.
 */
import { secondMs } from '@meanwhile/core/kernel/instant.ts';
import { firstName } from '@meanwhile/core/kernel/one-line.ts';
import { casesById } from '../case/case.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { stanceFor } from './stance.ts';

export interface Listener {
  readonly workspaceId: string;
  readonly channelId: string;
  /** Theirs, as the stream of this screen follows them; may grow. */
  readonly conversationIds: ReadonlySet<string>;
  /** Null: nobody writes any more. */
  readonly show: (name: string | null) => void;
}

export interface Writer {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly name: string;
}

export interface Typing {
  /** A customer's screen; gives the way to leave. */
  listen(listener: Listener): () => void;
  /** Null: at no case, or not writing. */
  say(writer: Writer, caseId: string | null): void;
}

/** Somebody who goes on writing is told of again so often. */
const againMs = 8 * secondMs;

export function createTyping(platform: Platform): Typing {
  const listeners = new Map<string, Set<Listener>>();
  /** What was said last, by workspace and member. */
  const said = new Map<string, { caseId: string; at: number; shown: Set<Listener> }>();

  const tell = async (writer: Writer, caseId: string, entry: { shown: Set<Listener> }): Promise<void> => {
    const { workspaceId, memberId } = writer;
    const open = listeners.get(workspaceId);
    if (open === undefined) return;
    await inWorkspace(platform.pool, workspaceId, async (tx) => {
      const [row] = await casesById(tx, workspaceId, [caseId]);
      if (row === undefined) return;
      for (const listener of open) {
        if (!listener.conversationIds.has(row.conversation_id)) continue;
        const here = { platform, tx, workspaceId, at: platform.clock.nowAt() };
        const { isLive, memberIds } = await stanceFor(here, { channelId: listener.channelId, conversationIds: [row.conversation_id] });
        if (!isLive || !memberIds.has(memberId)) continue;
        entry.shown.add(listener);
        listener.show(firstName(writer.name));
      }
    });
  };
  const leave = (shown: ReadonlySet<Listener>): void => {
    for (const listener of shown) if (listeners.get(listener.workspaceId)?.has(listener) === true) listener.show(null);
  };
  const stop = (key: string): void => {
    const before = said.get(key);
    said.delete(key);
    if (before !== undefined) leave(before.shown);
  };
  return {
    listen(listener) {
      const room = listeners.get(listener.workspaceId) ?? new Set();
      listeners.set(listener.workspaceId, room.add(listener));
      return () => {
        room.delete(listener);
        if (room.size === 0) listeners.delete(listener.workspaceId);
      };
    },
    say(writer, caseId) {
      const key = `${writer.workspaceId} ${writer.memberId}`;
      const at = platform.clock.nowAt();
      const before = said.get(key);
      if (before !== undefined && before.caseId !== caseId) stop(key);
      if (caseId === null || !listeners.has(writer.workspaceId)) return;
      if (before?.caseId === caseId && at - before.at < againMs) return;
      const entry = { caseId, at, shown: new Set<Listener>() };
      said.set(key, entry);
      tell(writer, caseId, entry).then(
        // They have stopped while it was looked at.
        () => (said.get(key) === entry ? undefined : leave(entry.shown)),
        (error: unknown) => platform.log.warn({ err: error }, 'that somebody is writing could not be told'),
      );
    },
  };
}
