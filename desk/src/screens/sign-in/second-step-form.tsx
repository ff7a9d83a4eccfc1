/** The second step: a code from the authenticator app, or a recovery code. How often one may be tried is the server's rule. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { verifyCode, verifyRecoveryCode } from './accounts-data.ts';

export function SecondStepForm({ onSignedIn }: { readonly onSignedIn: () => unknown }) {
  const [recovering, setRecovering] = useState(false);
  const [code, setCode] = useState('');
  const failed = recovering ? 'signIn.recoveryFailed' : 'signIn.codeFailed';
  const verify = useAct<void>(() => (recovering ? verifyRecoveryCode(code.trim()) : verifyCode(code.replaceAll(/\s/g, ''))), {
    then: onSignedIn,
    words: {
      sign_in_failed: failed,
      code_used: failed,
      bad_request: failed,
      not_signed_in: 'signIn.secondExpired',
      second_factor_needed: 'signIn.secondExpired',
    },
  });
  const swap = () => {
    setRecovering(!recovering);
    setCode('');
    verify.clear();
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        verify.run();
      }}
    >
      <p className="text-muted">{say(recovering ? 'signIn.recoveryLead' : 'signIn.secondLead')}</p>
      <TextField
        key={String(recovering)}
        label={say(recovering ? 'signIn.recoveryCode' : 'signIn.code')}
        name="code"
        autoComplete={recovering ? 'off' : 'one-time-code'}
        inputMode={recovering ? 'text' : 'numeric'}
        autoFocus
        required
        value={code}
        onChange={setCode}
      />
      <FormError text={verify.error} />
      <Button type="submit" weight="primary" busy={verify.busy} disabled={code.trim() === ''}>
        {say('signIn.secondSubmit')}
      </Button>
      <Button weight="plain" onClick={swap}>
        {say(recovering ? 'signIn.appInstead' : 'signIn.recoveryInstead')}
      </Button>
    </form>
  );
}
