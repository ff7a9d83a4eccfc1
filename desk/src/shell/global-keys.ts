/** Which keys work on every screen? ⌘K / Ctrl-K opens the command bar, `?` the list of keys. */
import { useEffect } from 'react';
import { useKeys } from './keys.ts';
import { openOverlay } from './overlay.ts';
import { collectTyping } from './typed-ahead.ts';

export function useGlobalKeys(): void {
  useKeys({ '?': () => openOverlay('keys') });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      collectTyping();
      openOverlay('commands');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
