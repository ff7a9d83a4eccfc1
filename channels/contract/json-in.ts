/** The JSON in what somebody sent; null where there is none. */
export function jsonIn(content: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof content === 'string' ? content : new TextDecoder('utf-8').decode(content));
  } catch (notJson) {
    // Nested too deeply for the stack is as unreadable as no JSON at all.
    if (notJson instanceof SyntaxError || notJson instanceof RangeError) return null;
    throw notJson;
  }
}
