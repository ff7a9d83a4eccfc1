/** What is done one after the other, in the order given, while its giver goes on? Nothing is done after a failure. */
export class Lane {
  readonly #under: Promise<unknown>[] = [Promise.resolve()];

  put(work: () => Promise<unknown>): void {
    const done = this.#under.at(-1)!.then(work);
    // Awaited by `until`; a failure must not count as unheard of until then.
    done.catch(() => undefined);
    this.#under.push(done);
  }

  /** When at most so many are not done. Throws what one of them threw. */
  async until(count: number): Promise<void> {
    while (this.#under.length > Math.max(count, 1)) {
      await this.#under[0];
      void this.#under.shift();
    }
    if (count === 0) await this.#under[0];
  }

  /** When nothing is under way any more, whatever became of it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#under);
  }
}
