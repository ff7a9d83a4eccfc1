/** What happens next? Acts in order of their instants, those of one instant in the order they were put in. */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';

interface Entry {
  readonly at: Instant;
  readonly n: number;
  readonly act: (at: Instant) => void;
}

export class ActQueue {
  readonly #heap: Entry[] = [];
  #count = 0;

  put(at: Instant, act: (at: Instant) => void): void {
    const heap = this.#heap;
    const entry = { at: Math.round(at), n: (this.#count += 1), act };
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  /** The next act before `untilAt`; undefined when there is none. */
  take(untilAt: Instant): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at >= untilAt) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, entry)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.n < b.n);
}
