/** What are the quantiles of the latest so many values? Kept in order while they come and go, because sorting them anew was most of a run's time. */
export class LatestSorted {
  readonly #limit: number;
  readonly #latest: number[] = [];
  readonly #sorted: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get count(): number {
    return this.#latest.length;
  }

  add(value: number): void {
    if (this.#latest.length === this.#limit) this.#sorted.splice(this.#indexOf(this.#latest.shift()!), 1);
    this.#latest.push(value);
    this.#sorted.splice(this.#indexOf(value), 0, value);
  }

  /** The ⌈share · n⌉-th smallest; throws without any value. */
  quantile(share: number): number {
    const value = this.#sorted[Math.max(0, Math.ceil(share * this.#sorted.length) - 1)];
    if (value === undefined) throw new RangeError('no values yet');
    return value;
  }

  /** Index of the first value that is not smaller. */
  #indexOf(value: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
