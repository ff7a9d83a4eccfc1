/** A list of things to do, behind a button. Items may show the key that does the same; a chosen one carries a tick. */
import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { cloneElement, useEffect, useRef, useState } from 'react';
import type { FocusEvent, ReactElement, ReactNode } from 'react';
import { shownKey } from '../shell/key-map.ts';
import { Kbd } from './kbd.tsx';
import { popupHost } from './popup-host.ts';

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly children: ReactNode;
  readonly side?: 'top' | 'bottom' | 'right';
  readonly align?: 'start' | 'end';
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** By what the menu was first asked for: the pointer opens it at once, the keyboard comes to its button first. */
type Wanted = 'not-yet' | 'open' | 'focus';

/**
 * Until somebody comes to it, only its button: a case has ten menus, and they were a third of what opening a case cost the page.
 */
export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState<Wanted>('not-yet');
  if (wanted !== 'not-yet' || props.open === true) return <WholeMenu {...props} wanted={wanted} />;
  return cloneElement(props.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => {
      props.onOpenChange?.(true);
      setWanted('open');
    },
    onFocus: (event: FocusEvent<HTMLElement>) => {
      if (event.currentTarget.matches(':focus-visible')) setWanted('focus');
    },
  });
}

function WholeMenu({
  trigger,
  children,
  side = 'bottom',
  align = 'start',
  open,
  onOpenChange,
  wanted,
}: MenuProps & { readonly wanted: Wanted }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that had the focus is another now.
    if (wanted === 'focus') button.current?.focus();
  }, [wanted]);
  return (
    <Base.Root
      defaultOpen={wanted === 'open'}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange: (next: boolean) => onOpenChange(next) })}
    >
      <Base.Trigger ref={button} render={trigger} />
      <Base.Portal container={popupHost()}>
        <Base.Positioner side={side} align={align} sideOffset={6} className="z-55">
          <Base.Popup className="pop-box max-h-(--available-height) min-w-48 overflow-y-auto p-1">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  readonly onSelect: () => void;
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly chosen?: boolean;
  readonly disabled?: boolean;
}

export function MenuItem({ onSelect, children, icon, keys, chosen, disabled = false }: MenuItemProps) {
  const shown = keys === undefined ? null : shownKey(keys);
  return (
    <Base.Item
      onClick={onSelect}
      disabled={disabled}
      aria-current={chosen === true ? 'true' : undefined}
      className="flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-sunken"
    >
      {icon !== undefined && <span className="flex size-4 shrink-0 items-center justify-center text-faint">{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {chosen === true && <Check size={16} aria-hidden className="shrink-0" />}
      {shown !== null && <Kbd>{shown}</Kbd>}
    </Base.Item>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <div className="px-2 pt-2 pb-1 text-small text-faint">{children}</div>;
}

export function MenuLine() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
