/** Which of the shell's own overlays is open? At most one; each is a lazy chunk. */
import { useSyncExternalStore } from 'react';

export type Overlay = 'commands' | 'keys' | null;

let open: Overlay = null;
const listeners = new Set<() => void>();

export function openOverlay(next: Overlay): void {
  open = next;
  for (const listener of listeners) listener();
}
export const closeOverlay = (): void => openOverlay(null);

export const useOverlay = (): Overlay =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
