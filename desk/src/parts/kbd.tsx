/** Which key does it? */
import type { ReactNode } from 'react';
import { say } from '../words/say.ts';

export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line px-1 font-sans text-small text-faint">
      {children}
    </kbd>
  );
}

export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
/** ⌘ on Apple devices, Ctrl or Strg elsewhere. */
export const modKey = (): string => (isApple ? '⌘' : say('keys.control'));
