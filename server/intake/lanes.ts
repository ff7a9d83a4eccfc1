/** Small numbers of the work tables that several files share. */

/** A commitment is looked at this much after its due instant: "due" itself still counts as kept. */
export const laterMs = 1;

/** Worked on in one go, about 5 ms; then whoever waits for an acknowledgement has their turn. */
export const rowsPerTurn = 16;
