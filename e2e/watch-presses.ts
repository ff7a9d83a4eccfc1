/** When was a key or button pressed, and when did the frame stand that shows what came of it? Runs in the page, as one script before all others. */

declare global {
  interface Window {
    bench: {
      /** Where the page was when the wait began. */
      path: string;
      followed: string | null;
      /** Where the cursor of the list was. */
      cursor: string | null;
      /** Presses since the page was loaded, as the browser saw them; a key with ⌘, Ctrl or Shift held is one. */
      keyCount: number;
      clickCount: number;
      /** Ms from the last press to the end of the frame that shows the result; null while waiting. */
      tookMs: number | null;
      /** `test` is true when the result is there. */
      await(test: () => boolean): void;
      /** Ms; kept over loads of the page. */
      longestTaskMs(): number;
    };
  }
}

/** Must not use anything outside itself. */
export function watchPresses(): void {
  let pressedAt: number | null = null;
  let shows: (() => boolean) | null = null;
  const kept = 'bench.longestTaskMs';
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      sessionStorage.setItem(kept, String(Math.max(duration, Number(sessionStorage.getItem(kept) ?? 0))));
  }).observe({ type: 'longtask' });
  const look = (): void => {
    if (shows === null || pressedAt === null || !shows()) return;
    const beganAt = pressedAt;
    shows = null;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (window.bench.tookMs = performance.now() - beganAt);
      port2.postMessage(null);
    });
  };
  const press = (event: Event): void => {
    if (event.type === 'pointerdown') window.bench.clickCount += 1;
    else if (event instanceof KeyboardEvent) {
      if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
      window.bench.keyCount += 1;
    } else if (!(event.target instanceof HTMLInputElement && event.target.type === 'file')) return;
    pressedAt = event.timeStamp;
    queueMicrotask(look);
  };
  for (const type of ['keydown', 'pointerdown', 'change']) addEventListener(type, press, { capture: true });
  for (const type of ['focusin', 'input', 'popstate']) addEventListener(type, () => queueMicrotask(look));
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  window.bench = {
    path: '',
    followed: null,
    cursor: null,
    keyCount: 0,
    clickCount: 0,
    tookMs: null,
    await(test) {
      this.path = location.pathname;
      this.followed = document.querySelector('button[aria-pressed][aria-label*=ollow]')?.getAttribute('aria-pressed') ?? null;
      this.cursor = document.querySelector('[role=listbox]')?.getAttribute('aria-activedescendant') ?? null;
      this.tookMs = null;
      pressedAt = null;
      shows = test;
    },
    longestTaskMs: () => Number(sessionStorage.getItem(kept) ?? 0),
  };
}
