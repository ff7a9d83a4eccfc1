/** How is much done without one long transaction? Batch after batch, until one is not full. */

/** `batch` does at most `most` and says how many it did. Gives how many that were in all. */
export async function inBatches(most: number, batch: () => Promise<number>): Promise<number> {
  for (let total = 0; ;) {
    const count = await batch();
    total += count;
    if (count < most) return total;
  }
}
