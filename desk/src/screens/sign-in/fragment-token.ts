/** Which token does this address carry? Read once from `#t=…`, then taken out of the address bar, so it stays out of history, screenshots and referrers. */
import { useEffect, useState } from 'react';

export function useFragmentToken(): string | null {
  return useFragment()?.token ?? null;
}

export interface Fragment {
  readonly token: string;
  /** Stands in a mailed invitation only (`&m=…`): its holder reads the mailbox. */
  readonly mailed: string | null;
}

export function useFragment(): Fragment | null {
  const [carried] = useState(() => new URLSearchParams(window.location.hash.slice(1)));
  const token = carried.get('t');
  useEffect(() => {
    if (token !== null) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }, [token]);
  return token === null ? null : { token, mailed: carried.get('m') };
}
