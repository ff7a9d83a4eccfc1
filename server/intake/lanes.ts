/** Small numbers of the work tables that several files share. */

/** A commitment is looked at this much after its due instant: "due" itself still counts as kept. */
export const laterMs = 1;
