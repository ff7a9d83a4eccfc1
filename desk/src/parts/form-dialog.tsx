/** A form in a dialog: Enter sends it, what went wrong stands above the buttons, closing keeps nothing. */
import { useId } from 'react';
import type { ReactNode } from 'react';
import { say } from '../words/say.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FormError } from './form-error.tsx';

export interface FormDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly submit: string;
  readonly onSubmit: () => void;
  readonly busy: boolean;
  /** Not ready to be sent. */
  readonly incomplete?: boolean;
  readonly error: string | null;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function FormDialog({
  open,
  onClose,
  title,
  lead,
  submit,
  onSubmit,
  busy,
  incomplete = false,
  error,
  wide = false,
  children,
}: FormDialogProps) {
  const id = useId();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      wide={wide}
      {...(lead === undefined ? {} : { lead })}
      actions={
        <>
          <Button onClick={onClose}>{say('screen.cancel')}</Button>
          <Button type="submit" form={id} weight="primary" busy={busy} disabled={incomplete}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate
        className="flex flex-col gap-4 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          if (!incomplete) onSubmit();
        }}
      >
        {children}
        <FormError text={error} />
      </form>
    </Dialog>
  );
}
