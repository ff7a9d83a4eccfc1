/** A button that shows only an icon; its name is said to assistive technology and shown on hover. */
import { shownKey } from '../shell/key-map.ts';
import type { ComponentProps, ReactNode } from 'react';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  readonly label: string;
  readonly icon: ReactNode;
  /** A key that does the same, shown after the name. */
  readonly keys?: string;
}

export function IconButton({ label, icon, keys: deed, className = '', ...rest }: IconButtonProps) {
  const keys = deed === undefined ? null : shownKey(deed);
  return (
    <button
      type="button"
      title={keys === null ? label : `${label} (${keys})`}
      {...rest}
      aria-label={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded text-muted transition-colors duration-100 hover:not-disabled:bg-sunken hover:not-disabled:text-ink disabled:opacity-50 ${className}`}
    >
      {icon}
    </button>
  );
}
