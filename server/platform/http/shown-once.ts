/** How is a secret shown once? In the answer itself; what is stored to answer a repetition (`Idempotency-Key`) has null in its place. */
export function shownOnce<T extends object>(answer: T, secret: keyof T): T {
  return Object.defineProperty(answer, 'toJSON', { enumerable: false, value: () => ({ ...answer, [secret]: null }) });
}
