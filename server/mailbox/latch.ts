/** Has something happened, or is it time anyway? Rung any number of times, it lets the one who waits go once. */
import { after } from '../platform/clock/timers.ts';

export interface Latch {
  ring(): void;
  /** At once where it was rung since the last wait. */
  wait(ms: number): Promise<void>;
}

export function createLatch(): Latch {
  let rung = false;
  let letGo: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      letGo?.();
    },
    async wait(ms) {
      if (!rung)
        await new Promise<void>((resolve) => {
          const stop = after(ms, resolve);
          letGo = () => (stop(), resolve());
        });
      letGo = null;
      rung = false;
    },
  };
}
