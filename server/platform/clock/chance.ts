/** What does chance say? For spreading retries; secrets and ids are made of `randomBytes`, never of this. */

/** From 0 (incl.) to 1 (excl.). */
export function random(): number {
  return Math.random();
}
