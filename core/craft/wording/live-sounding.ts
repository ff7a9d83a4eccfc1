/** How is a passage that sounds live described? What it looks like, and what can be said instead. Patterns are read without regard to case. */
export interface LiveSounding {
  readonly pattern: RegExp;
  /** What can truly be said instead. */
  readonly rewrite: string;
}
