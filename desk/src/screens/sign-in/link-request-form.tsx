/** Asking for a one-time link by mail. The answer is the same whether the address is known or not, so nobody can try addresses out. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { requestLink } from './accounts-data.ts';
import type { Act } from '../../sync/act.ts';

interface Props {
  readonly email: string;
  readonly onEmail: (email: string) => void;
}

export function LinkRequestForm({ email, onEmail }: Props) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const request: Act<string> = useAct<string, boolean>(requestLink, {
    then: (isSetUp) => (isSetUp ? setSentTo(email) : request.say('signIn.noMail')),
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        request.run(email);
      }}
    >
      <TextField label={say('signIn.email')} type="email" name="email" autoComplete="email" required value={email} onChange={onEmail} />
      <FormError text={request.error} />
      <div role="status" className="empty:hidden">
        {sentTo === null ? null : (
          <div className="flex flex-col gap-2 rounded border border-line bg-sunken p-3">
            <p className="wrap-anywhere">{say('signIn.linkSent', { email: sentTo })}</p>
            <p className="text-small text-muted">{say('signIn.linkSentHint')}</p>
          </div>
        )}
      </div>
      <Button type="submit" weight="primary" busy={request.busy} disabled={!email.includes('@')}>
        {say('signIn.linkSubmit')}
      </Button>
    </form>
  );
}
