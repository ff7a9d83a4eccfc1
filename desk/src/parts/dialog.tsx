/** A question that must be answered before going on: title, words, controls, buttons. Escape and the backdrop close it. */
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { say } from '../words/say.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the safe one first. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  readonly initialFocus?: RefObject<HTMLElement | null>;
}

export function Dialog({ open, onClose, title, lead, children, actions, wide = false, initialFocus }: DialogProps) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          data-takes-keys
          {...(initialFocus === undefined ? {} : { initialFocus })}
          className={`pop-box fixed top-[max(16px,12vh)] left-1/2 z-50 flex max-h-[calc(100dvh-max(16px,12vh)-16px)] w-[calc(100vw-32px)] -translate-x-1/2 flex-col ${wide ? 'max-w-160' : 'max-w-112'}`}
        >
          <Base.Title className="px-5 pt-4 pr-12 text-lead font-semibold">{title}</Base.Title>
          <div className="flex flex-col gap-4 overflow-y-auto px-5 pt-1 pb-4">
            {lead !== undefined && <Base.Description className="text-muted">{lead}</Base.Description>}
            {children}
          </div>
          {actions !== undefined && <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{actions}</div>}
          {/* Last, so that what the dialog asks gets the focus first. */}
          <Base.Close
            aria-label={say('close')}
            className="absolute top-3 right-3 inline-flex size-8 items-center justify-center rounded text-faint hover:bg-sunken hover:text-ink"
          >
            <X size={16} aria-hidden />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
