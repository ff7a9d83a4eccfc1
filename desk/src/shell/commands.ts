/** What can the command bar do here? Screens register their commands while they are mounted; the shell adds its own. */
import { useEffect, useSyncExternalStore } from 'react';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly keys?: string;
  readonly run: () => void;
}

let registered: ReadonlyMap<string, readonly Command[]> = new Map();
let flat: readonly Command[] = [];
const listeners = new Set<() => void>();

function write(next: ReadonlyMap<string, readonly Command[]>): void {
  registered = next;
  flat = [...next.values()].flat();
  for (const listener of listeners) listener();
}

/** Registers commands under a name while mounted; memoise the list. */
export function useCommands(owner: string, commands: readonly Command[]): void {
  useEffect(() => {
    write(new Map(registered).set(owner, commands));
    return () => {
      const next = new Map(registered);
      next.delete(owner);
      write(next);
    };
  }, [owner, commands]);
}

export const useRegisteredCommands = (): readonly Command[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => flat,
  );

/** Every word of the query begins a word of the label, in any order. */
export function matchCommands(commands: readonly Command[], query: string): readonly Command[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label }) => {
    const words = label.toLowerCase().split(/[\s,–-]+/);
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
  });
}
