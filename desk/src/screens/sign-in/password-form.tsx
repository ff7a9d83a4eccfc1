/** Signing in with address and password. Whether they match, and whether a second step follows, is the server's answer. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { signInWithPassword } from './accounts-data.ts';
import type { FirstStep } from './accounts-data.ts';

interface Props {
  readonly email: string;
  readonly onEmail: (email: string) => void;
  readonly onStep: (step: FirstStep) => unknown;
}

export function PasswordForm({ email, onEmail, onStep }: Props) {
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const signIn = useAct<void, FirstStep>(() => signInWithPassword(email, password), {
    then: onStep,
    words: { sign_in_failed: 'signIn.failed', not_signed_in: 'signIn.failed', bad_request: 'signIn.failed' },
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.run();
      }}
    >
      <TextField
        label={say('signIn.email')}
        type="email"
        name="username"
        autoComplete="username webauthn"
        required
        value={email}
        onChange={onEmail}
      />
      <TextField
        label={say('signIn.password')}
        type={shown ? 'text' : 'password'}
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={setPassword}
      />
      <Checkbox label={say('signIn.showPassword')} checked={shown} onChange={setShown} />
      <FormError text={signIn.error} />
      <Button type="submit" weight="primary" busy={signIn.busy} disabled={email.trim() === '' || password === ''}>
        {say('signIn.submit')}
      </Button>
    </form>
  );
}
