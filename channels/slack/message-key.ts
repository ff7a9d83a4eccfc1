/** Which message of which conversation? A message's time is its number, and counts within its conversation. */

/** As Slack writes ids and times. */
export const idShape = /^[A-Z0-9]{2,40}$/;
export const tsShape = /^\d{1,16}\.\d{1,10}$/;

export interface MessagePlace {
  readonly channel: string;
  readonly ts: string;
  /** The message under which it stands; null where it stands in the conversation itself. */
  readonly threadTs: string | null;
}

/** `<conversation>:<time>`, and behind them the thread: an answer knows its message by this key alone, and belongs where that stands. */
export function messageKey({ channel, ts, threadTs }: MessagePlace): string {
  return [channel, ts, ...(threadTs === null ? [] : [threadTs])].join(':');
}

export function placeIn(key: string): MessagePlace | null {
  const [channel = '', ts = '', threadTs = null, ...more] = key.split(':');
  const isKey = idShape.test(channel) && tsShape.test(ts) && (threadTs === null || tsShape.test(threadTs)) && more.length === 0;
  return isKey ? { channel, ts, threadTs } : null;
}

/** A person, as the identity is kept. Their id is their workspace's. */
export const personKey = (teamId: string, userId: string): string => `${teamId}:${userId}`;
