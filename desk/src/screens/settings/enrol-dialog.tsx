/** Setting up an authenticator app: the secret as a code to scan and as text, one code to show that it works, then the recovery codes. */
import { useMemo, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';
import { qrOf } from './qr.ts';
import { confirmEnrolment } from './security-data.ts';
import type { Enrolment } from './security-data.ts';

export function EnrolDialog({ enrolment, onClose }: { readonly enrolment: Enrolment; readonly onClose: () => void }) {
  const [code, setCode] = useState('');
  const [isDone, setDone] = useState(false);
  const confirm = useAct<void>(() => confirmEnrolment(code.replaceAll(/\s/g, '')), {
    done: say('security.totpDone'),
    refresh: [keys.me],
    words: { sign_in_failed: 'signIn.codeFailed', bad_request: 'signIn.codeFailed' },
    then: () => setDone(true),
  });
  if (isDone) return <RecoveryCodesDialog codes={enrolment.backupCodes} onClose={onClose} />;
  const secret = new URL(enrolment.totpURI).searchParams.get('secret') ?? '';
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('security.totpTitle')}
      lead={say('security.totpScan')}
      submit={say('security.next')}
      onSubmit={() => confirm.run()}
      busy={confirm.busy}
      incomplete={code.replaceAll(/\s/g, '').length !== 6}
      error={confirm.error}
    >
      <QrCode text={enrolment.totpURI} />
      <CopyField label={say('security.totpSecret')} value={secret} />
      <TextField
        label={say('signIn.code')}
        hint={say('security.totpConfirm')}
        autoFocus
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={setCode}
      />
    </FormDialog>
  );
}

/** Dark on white in both themes, with the quiet zone cameras need. Too long a link has no picture; the secret stands below anyway. */
function QrCode({ text }: { readonly text: string }) {
  const rows = useMemo(() => qrOf(text), [text]);
  if (rows === null) return null;
  const side = rows.length + 8;
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join('');
  return (
    <svg
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={say('security.totpQr')}
      className="size-52 self-center rounded border border-line"
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

export function RecoveryCodesDialog({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={say('security.recovery')}
      actions={
        <Button weight="primary" onClick={onClose}>
          {say('security.recoveryKept')}
        </Button>
      }
    >
      <CopyField label={say('security.recovery')} value={codes.join('\n')} hint={say('security.recoveryLead')} />
    </Dialog>
  );
}
