/**
 * What does a mailed or printed one-time link open? A page with one button. The token sits in the fragment and is sent only by the press,
 * so a mail scanner that opens the page uses nothing up.
 */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { spendLink } from './accounts-data.ts';
import { useEnter } from './enter.ts';
import { useFragmentToken } from './fragment-token.ts';
import { SecondStepForm } from './second-step-form.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

export function Screen() {
  const enter = useEnter();
  const token = useFragmentToken();
  const [atSecond, setAtSecond] = useState(false);
  const spent = 'signIn.linkSpent';
  const [wasCleared, setWasCleared] = useState(false);
  const spend = useAct<string, Awaited<ReturnType<typeof spendLink>>>(spendLink, {
    then: ({ step, cleared }) => {
      setWasCleared(cleared);
      if (step === 'second_step') setAtSecond(true);
      return step === 'second_step' || cleared ? undefined : enter();
    },
    words: { code_used: spent, sign_in_failed: spent, not_found: spent, bad_request: spent, not_signed_in: spent },
  });
  const again = (
    <Link to={links.signIn()} className="underline">
      {say('signIn.linkAgain')}
    </Link>
  );

  if (atSecond) {
    return (
      <SignInFrame title={say('signIn.secondTitle')} {...(wasCleared ? { lead: say('signIn.cleared') } : {})}>
        <SecondStepForm onSignedIn={enter} />
      </SignInFrame>
    );
  }
  if (wasCleared) {
    return (
      <SignInFrame title={say('signIn.clearedTitle')} lead={say('signIn.cleared')}>
        <Button weight="primary" autoFocus onClick={() => void enter()}>
          {say('signIn.clearedSubmit')}
        </Button>
      </SignInFrame>
    );
  }
  if (token === null) {
    return (
      <SignInFrame title={say('signIn.useLinkTitle')} after={again}>
        <p>{say('signIn.linkMissing')}</p>
      </SignInFrame>
    );
  }
  return (
    <SignInFrame title={say('signIn.useLinkTitle')} lead={say('signIn.useLinkLead')} after={again}>
      <div className="flex flex-col gap-4">
        <FormError text={spend.error} />
        <Button weight="primary" autoFocus busy={spend.busy} onClick={() => spend.run(token)}>
          {say('signIn.useLinkSubmit')}
        </Button>
      </div>
    </SignInFrame>
  );
}
