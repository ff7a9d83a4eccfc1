/** What just happened, said quietly in a corner where nothing is pressed next, with one way back. `notify` may be called from anywhere; `Toaster` draws. */
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { focusKeys } from '../shell/keys.ts';
import { say } from '../words/say.ts';

interface ToastData {
  readonly actionLabel?: string | undefined;
  readonly onAction?: (() => void) | undefined;
}
const manager = Toast.createToastManager<ToastData>();

export interface Notice {
  readonly title: string;
  readonly detail?: string;
  /** The way back; without it the toast is only information. */
  readonly undo?: () => void;
  /** One other thing to do, with its own words. */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Milliseconds; with a way back at least 6 s. */
  readonly lastsMs?: number;
  readonly urgent?: boolean;
}

/** Shows a toast and answers its id. */
export function notify(notice: Notice): string {
  const way = notice.undo === undefined ? notice.action : { label: say('undo'), run: notice.undo };
  return manager.add({
    title: notice.title,
    description: notice.detail,
    timeout: notice.lastsMs ?? (way === undefined ? 4_000 : 8_000),
    priority: notice.urgent === true ? 'high' : 'low',
    data: { actionLabel: way?.label, onAction: way?.run },
  });
}
export const dismiss = (toastId: string): void => manager.close(toastId);

function Toasts() {
  const { toasts, close } = Toast.useToastManager<ToastData>();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['left', 'up']}
      className="pop-box pointer-events-auto w-full data-limited:hidden"
    >
      <Toast.Content className="flex min-h-11 items-center gap-2 py-1.5 pr-1.5 pl-4">
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-medium wrap-anywhere" />
          <Toast.Description className="text-small text-muted wrap-anywhere" />
        </div>
        {toast.data?.actionLabel !== undefined && (
          <button
            type="button"
            className="h-8 shrink-0 rounded px-3 font-medium text-accent-text hover:bg-sunken"
            onClick={() => {
              toast.data?.onAction?.();
              // Letters act again at once, not only when the toast has gone from under the focus.
              focusKeys();
              close(toast.id);
            }}
          >
            {toast.data.actionLabel}
          </button>
        )}
        <Toast.Close
          aria-label={say('close')}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded text-faint hover:bg-sunken hover:text-ink"
        >
          <X size={16} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="pointer-events-none fixed top-14 right-4 left-4 z-60 flex flex-col gap-2 outline-none md:top-auto md:right-auto md:bottom-4 md:left-18 md:w-84">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
