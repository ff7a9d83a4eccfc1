/**
 * May a name that somebody stored turn the words beside it round? No: characters that turn the reading direction of what follows (Unicode TR 9:
 * embeddings, overrides, isolates) are taken out of every answer before it is read. Letters keep the direction of their own script.
 */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

/** JSON or plain text without them; linear in its length. */
export const straight = (text: string): string => text.replace(turning, '');
