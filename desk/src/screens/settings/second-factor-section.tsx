/** Is an authenticator app asked for when I sign in? Setting it up, switching it off, new recovery codes; each confirmed as oneself. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';
import { EnrolDialog, RecoveryCodesDialog } from './enrol-dialog.tsx';
import { enrol, newRecoveryCodes, switchOff } from './security-data.ts';
import type { WordKey } from '../../words/say.ts';
import type { Confirmation, Enrolment } from './security-data.ts';

interface Props {
  readonly isOn: boolean;
  readonly hasPassword: boolean;
}
type Asking = 'enrol' | 'off' | 'codes' | null;

export function SecondFactorSection({ isOn, hasPassword }: Props) {
  const [asking, setAsking] = useState<Asking>(null);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const words = { sign_in_failed: hasPassword ? 'security.confirmWrong' : 'signIn.codeFailed' } as const;
  const close = () => setAsking(null);
  const start = useAct<Confirmation, Enrolment>(enrol, {
    words,
    then: (answer) => {
      close();
      setEnrolment(answer);
    },
  });
  const stop = useAct<Confirmation>(switchOff, { words, done: say('security.totpStopped'), refresh: [keys.me], then: close });
  const renew = useAct<Confirmation, Pick<Enrolment, 'backupCodes'>>(newRecoveryCodes, {
    words,
    then: (answer) => {
      close();
      setCodes(answer.backupCodes);
    },
  });
  return (
    <Section title={say('security.totp')} lead={say(isOn ? 'security.totpOn' : 'security.totpOff')}>
      <div className="flex flex-wrap gap-2">
        {isOn ? (
          <>
            <Button onClick={() => setAsking('codes')}>{say('security.recoveryNew')}</Button>
            <Button onClick={() => setAsking('off')}>{say('security.totpStop')}</Button>
          </>
        ) : (
          // Without a password there is nothing to confirm with yet, so set-up begins at once.
          <Button busy={start.busy} onClick={() => (hasPassword ? setAsking('enrol') : start.run({}))}>
            {say('security.totpStart')}
          </Button>
        )}
      </div>
      {asking === 'enrol' ? (
        <Confirm
          title="security.totpTitle"
          submit="security.next"
          byPassword
          onSend={start.run}
          busy={start.busy}
          error={start.error}
          onClose={close}
        />
      ) : null}
      {asking === 'off' ? (
        <Confirm
          title="security.totpStopTitle"
          lead="security.totpStopLead"
          submit="security.totpStop"
          byPassword={hasPassword}
          onSend={stop.run}
          busy={stop.busy}
          error={stop.error}
          onClose={close}
        />
      ) : null}
      {asking === 'codes' ? (
        <Confirm
          title="security.recoveryNew"
          lead="security.recoveryNewLead"
          submit="security.next"
          byPassword={hasPassword}
          onSend={renew.run}
          busy={renew.busy}
          error={renew.error}
          onClose={close}
        />
      ) : null}
      {enrolment === null ? null : <EnrolDialog enrolment={enrolment} onClose={() => setEnrolment(null)} />}
      {codes === null ? null : <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </Section>
  );
}

interface ConfirmProps {
  readonly title: WordKey;
  readonly lead?: WordKey;
  readonly submit: WordKey;
  /** False: a current code, for who has no password. */
  readonly byPassword: boolean;
  readonly onSend: (confirmation: Confirmation) => void;
  readonly busy: boolean;
  readonly error: string | null;
  readonly onClose: () => void;
}

function Confirm({ title, lead, submit, byPassword, onSend, busy, error, onClose }: ConfirmProps) {
  const [secret, setSecret] = useState('');
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say(title)}
      {...(lead === undefined ? {} : { lead: say(lead) })}
      submit={say(submit)}
      onSubmit={() => onSend(byPassword ? { password: secret } : { code: secret.replaceAll(/\s/g, '') })}
      busy={busy}
      incomplete={secret === ''}
      error={error}
    >
      <TextField
        label={say(byPassword ? 'security.confirmPassword' : 'security.confirmCode')}
        type={byPassword ? 'password' : 'text'}
        autoComplete={byPassword ? 'current-password' : 'one-time-code'}
        inputMode={byPassword ? 'text' : 'numeric'}
        autoFocus
        required
        value={secret}
        onChange={setSecret}
      />
    </FormDialog>
  );
}
