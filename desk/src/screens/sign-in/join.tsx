/** What does an invitation open? Someone new chooses a name and a password; someone signed in only accepts. Whether it still counts is the server's answer. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { acceptInvitation, visitorQuery } from './accounts-data.ts';
import { useEnter } from './enter.ts';
import { useFragment } from './fragment-token.ts';
import { passwordFlaw } from './password-rule.ts';
import { SignInFrame } from './sign-in-frame.tsx';
import type { Acceptance } from './accounts-data.ts';
import type { Fragment } from './fragment-token.ts';

export function Screen() {
  const carried = useFragment();
  if (carried === null) {
    return (
      <SignInFrame title={say('join.title')}>
        <p>{say('join.missing')}</p>
      </SignInFrame>
    );
  }
  return <Visitor carried={carried} />;
}

function Visitor({ carried }: { readonly carried: Fragment }) {
  const visitor = useQuery(visitorQuery);
  if (visitor.data === undefined) {
    return (
      <SignInFrame title={say('join.title')}>
        <QueryView of={visitor}>{() => null}</QueryView>
      </SignInFrame>
    );
  }
  const user = visitor.data?.user ?? null;
  return user === null ? <JoinAnew carried={carried} /> : <JoinSignedIn token={carried.token} email={user.email} />;
}

function useJoin() {
  const enter = useEnter();
  return useAct<Acceptance>(acceptInvitation, {
    then: enter,
    words: {
      not_allowed: 'join.invalid',
      not_found: 'join.invalid',
      not_signed_in: 'join.haveAccount',
      conflict: 'join.already',
      bad_request: 'join.passwordCommon',
    },
  });
}

function JoinSignedIn({ token, email }: { readonly token: string; readonly email: string }) {
  const join = useJoin();
  return (
    <SignInFrame title={say('join.title')} lead={say('join.leadSignedIn', { email })}>
      <div className="flex flex-col gap-4">
        <FormError text={join.error} />
        <Button weight="primary" busy={join.busy} onClick={() => join.run({ token })}>
          {say('join.submit')}
        </Button>
      </div>
    </SignInFrame>
  );
}

function JoinAnew({ carried: { token, mailed } }: { readonly carried: Fragment }) {
  const join = useJoin();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const flaw = passwordFlaw(password);
  const signInFirst = (
    <Link to={links.signIn()} className="underline">
      {say('join.haveAccount')}
    </Link>
  );
  return (
    <SignInFrame title={say('join.title')} lead={say('join.lead')} after={signInFirst}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          join.run({ token, name: name.trim(), password, ...(mailed === null ? {} : { mailed }) });
        }}
      >
        <TextField
          label={say('join.name')}
          hint={say('join.nameHint')}
          name="name"
          autoComplete="name"
          required
          maxLength={120}
          value={name}
          onChange={setName}
        />
        <TextField
          label={say('join.password')}
          hint={say('join.passwordHint')}
          error={password !== '' && flaw !== null ? say(flaw) : null}
          type="password"
          name="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={setPassword}
        />
        <FormError text={join.error} />
        <Button type="submit" weight="primary" busy={join.busy} disabled={name.trim() === '' || flaw !== null}>
          {say('join.submit')}
        </Button>
      </form>
    </SignInFrame>
  );
}
