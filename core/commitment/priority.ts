/** How much sooner than others of its kind does a case want an answer? Said by people and by rules, never read from a text: that is `urgency`. */
export const priorities = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];
