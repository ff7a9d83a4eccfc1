/**
 * What may the loader on a customer's site and our frame say to each other? Plain data in both directions, never HTML. Each message
 * carries the nonce the loader made for this frame; each side also checks window and origin before reading a word.
 */
export type ToFrame =
  | { readonly nonce: string; readonly type: 'hello' }
  | { readonly nonce: string; readonly type: 'shown' }
  | { readonly nonce: string; readonly type: 'hidden' }
  | { readonly nonce: string; readonly type: 'identify'; readonly jwt: string }
  | { readonly nonce: string; readonly type: 'shutdown' };

export type ToLoader =
  | { readonly nonce: string; readonly type: 'ready'; readonly accent: string; readonly accentText: string }
  | { readonly nonce: string; readonly type: 'unread'; readonly count: number }
  | { readonly nonce: string; readonly type: 'close' }
  /** Everything kept in this browser has been cleared. */
  | { readonly nonce: string; readonly type: 'gone' };
