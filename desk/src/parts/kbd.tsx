/** Which key does it? */
import type { ReactNode } from 'react';

export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line px-1 font-sans text-small text-faint">
      {children}
    </kbd>
  );
}

/** ⌘ on Apple devices, Ctrl elsewhere. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const modKey = isApple ? '⌘' : 'Ctrl';
