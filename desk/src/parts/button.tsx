/** How does something to press look? Three weights; a busy one keeps its width and cannot be pressed twice. */
import type { ComponentProps, ReactNode } from 'react';

export type ButtonWeight = 'primary' | 'quiet' | 'plain';

const weights: Record<ButtonWeight, string> = {
  primary: 'bg-accent text-on-accent hover:not-disabled:bg-accent-hover disabled:bg-pressed disabled:text-muted',
  quiet: 'border border-line bg-surface text-ink hover:not-disabled:bg-sunken disabled:opacity-55',
  plain: 'text-muted hover:not-disabled:bg-sunken hover:not-disabled:text-ink disabled:opacity-55',
};

export interface ButtonProps extends ComponentProps<'button'> {
  readonly weight?: ButtonWeight;
  readonly size?: 'small' | 'normal';
  readonly busy?: boolean;
  readonly icon?: ReactNode;
}

/** Classes of a button, for links that look like one. */
export function buttonClass(weight: ButtonWeight = 'quiet', size: 'small' | 'normal' = 'normal'): string {
  const measure = size === 'small' ? 'h-7 px-2 text-small gap-1.5' : 'h-9 px-3 text-base gap-2';
  return `inline-flex shrink-0 select-none items-center justify-center rounded font-medium whitespace-nowrap transition-colors duration-100 ${measure} ${weights[weight]}`;
}

export function Button({
  weight = 'quiet',
  size = 'normal',
  busy = false,
  icon,
  children,
  className = '',
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={`${buttonClass(weight, size)} ${className}`}
    >
      {icon}
      {children}
    </button>
  );
}
