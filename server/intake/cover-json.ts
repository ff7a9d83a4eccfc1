/** What of a call may be kept when somebody wrote the number of a payment card? The same JSON with the number covered wherever it stands in a text. */
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';

/** The bytes themselves where there is none, or where they are no JSON: of those nothing is understood. */
export function coverCards(bytes: Uint8Array): Uint8Array {
  let found = false;
  const cover = (_name: string, value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const covered = maskCards(value);
    found ||= covered !== value;
    return covered;
  };
  try {
    const covered: unknown = JSON.parse(Buffer.from(bytes).toString(), cover);
    return found ? Buffer.from(JSON.stringify(covered)) : bytes;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return bytes;
    throw error;
  }
}
