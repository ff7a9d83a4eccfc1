/** What does Viber’s JSON say, to the last digit? Its message tokens have 64 bits, of which a number here keeps 53: two messages would become one. */
import { z } from 'zod';

/** The JSON in what Viber sent, whole numbers that are too large as their digits; null where there is none. */
export function exactJson(content: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof content === 'string' ? content : new TextDecoder('utf-8').decode(content), keepDigits);
  } catch (notJson) {
    // Nested too deeply for the stack is as unreadable as no JSON at all.
    if (notJson instanceof SyntaxError || notJson instanceof RangeError) return null;
    throw notJson;
  }
}

/** `source` is what stands there, of a number its digits. */
function keepDigits(_name: string, value: unknown, { source = '' }: { readonly source?: string } = {}): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
}

/** A message’s token as its digits, however large. */
export const messageToken = z.union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative().transform(String)]);
