/** Which token does this address carry? Read once from `#t=…`, then taken out of the address bar, so it stays out of history, screenshots and referrers. */
import { useEffect, useState } from 'react';

export function useFragmentToken(): string | null {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('t'));
  useEffect(() => {
    if (token !== null) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }, [token]);
  return token;
}
