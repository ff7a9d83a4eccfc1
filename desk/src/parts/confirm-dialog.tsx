/** “Really?” before something that cannot be undone: what happens, what stays, and the safe button first. */
import type { ReactNode } from 'react';
import { say } from '../words/say.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FormError } from './form-error.tsx';

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly lead: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly busy: boolean;
  readonly error: string | null;
  readonly children?: ReactNode;
}

export function ConfirmDialog({ open, onClose, title, lead, confirm, onConfirm, busy, error, children }: ConfirmDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      lead={lead}
      actions={
        <>
          <Button onClick={onClose}>{say('screen.cancel')}</Button>
          <Button weight="primary" busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
      <FormError text={error} />
    </Dialog>
  );
}
