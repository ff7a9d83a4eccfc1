/**
 * Who is this visitor to us? Begins, resumes, upgrades and ends the visit, one request at a time. The token is kept in our own origin's
 * storage and handed only to `ask`; it does not know what is said in the conversation.
 */
import type { MessengerSession, MessengerSessionRequest } from '@meanwhile/wire/messenger.ts';
import { ask, unreachable } from './http.ts';
import type { Answer, Ask } from './http.ts';
import { forget, recall, remember, rename } from './keep.ts';
import type { Store } from './view.ts';

interface Kept {
  readonly token: string;
  readonly visitorId: string;
  readonly proof: MessengerSession['proof'];
}
export interface Visit {
  /** True when there is a session afterwards. Both proofs are used once: they are not kept. */
  readonly begin: (proof?: Pick<MessengerSessionRequest, 'identity' | 'code'>) => Promise<boolean>;
  /** A request with the token; renews the visit once when the token has run out. */
  readonly call: <T>(path: string, what?: Omit<Ask, 'token'>) => Promise<Answer<T>>;
  /** Where this visitor's draft and unsent messages are kept. */
  readonly prefix: () => string;
  readonly end: () => void;
}

export function createVisit(
  store: Store,
  base: string,
  adopted: (session: MessengerSession, before: MessengerSession | null) => void,
): Visit {
  const key = `meanwhile:${store.get().settings.channelId}:`;
  let queue: Promise<boolean> = Promise.resolve(false);

  const post = (request: MessengerSessionRequest) =>
    ask<MessengerSession>(`${base}/sessions`, {
      method: 'POST',
      json: { ...request, locale: store.get().settings.locale, zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    });
  const attempt = async (proof: Pick<MessengerSessionRequest, 'identity' | 'code'>): Promise<boolean> => {
    const known = recall<Kept>(`${key}session`);
    const token = known?.token;
    let answer = await post({ ...(token ? { token } : {}), ...proof });
    if (!answer.ok && answer.status === 401 && token) {
      remember(`${key}session`, null);
      answer = await post(proof);
    }
    if (!answer.ok && proof.code) {
      store.set({ trouble: store.get().say('error.closedLink') });
      answer = await post(token ? { token } : {});
    }
    if (!answer.ok) {
      if (answer.status === 401 || answer.status === 403) store.set({ refused: true });
      return false;
    }
    const before = store.get().session;
    const { token: fresh, visitorId, proof: proved } = answer.body;
    const from = prefix();
    const to = `${key}${visitorId}:`;
    // A proved visitor's unsent words stay theirs: whoever comes next on this computer does not inherit them.
    if (known?.proof !== 'site' && from !== to) rename(from, to);
    remember(`${key}session`, { token: fresh, visitorId, proof: proved } satisfies Kept);
    store.set({ session: answer.body, settings: answer.body.settings, entry: answer.body.settings.entry, refused: false });
    adopted(answer.body, before);
    return true;
  };
  const prefix = () => `${key}${store.get().session?.visitorId ?? recall<Kept>(`${key}session`)?.visitorId ?? 'new'}:`;
  const begin: Visit['begin'] = (proof = {}) => {
    const next = () => attempt(proof);
    return (queue = queue.then(next, next));
  };
  return {
    begin,
    call: async (path, what = {}) => {
      const tokenNow = () => store.get().session?.token;
      if (!tokenNow() && !(await begin())) return unreachable;
      const token = tokenNow();
      const answer = await ask<never>(base + path, { ...what, token });
      if (answer.ok || answer.status !== 401) return answer;
      const renewed = tokenNow() !== token || (await begin());
      return renewed ? ask<never>(base + path, { ...what, token: tokenNow() }) : answer;
    },
    prefix,
    end: () => forget(key),
  };
}
