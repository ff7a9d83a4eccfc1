/**
 * What does a mailed or printed one-time link open? A page with one button. The token sits in the fragment and is sent only by the press,
 * so a mail scanner that opens the page uses nothing up.
 */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { spendLink, waysQuery } from './accounts-data.ts';
import { useEnter } from './enter.ts';
import { useFragmentToken } from './fragment-token.ts';
import { SecondStepForm } from './second-step-form.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

export function Screen() {
  const enter = useEnter();
  const token = useFragmentToken();
  const [atSecond, setAtSecond] = useState(false);
  const [wasCleared, setWasCleared] = useState(false);
  const spend = useAct<string, Awaited<ReturnType<typeof spendLink>>>(spendLink, {
    then: ({ step, cleared }) => {
      setWasCleared(cleared);
      if (step === 'second_step') setAtSecond(true);
      return step === 'second_step' || cleared ? undefined : enter();
    },
  });

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
  if (token === null) return <NoWayIn title={say('signIn.useLinkTitle')} why={say('signIn.linkMissing')} />;
  if (spend.refusedWith('code_used', 'sign_in_failed', 'not_found', 'bad_request', 'not_signed_in'))
    return <NoWayIn title={say('signIn.linkSpentTitle')} why={say('signIn.linkSpent')} />;
  return (
    <SignInFrame title={say('signIn.useLinkTitle')} lead={say('signIn.useLinkLead')}>
      <div className="flex flex-col gap-4">
        <FormError text={spend.error} />
        <Button weight="primary" autoFocus busy={spend.busy} onClick={() => spend.run(token)}>
          {say('signIn.useLinkSubmit')}
        </Button>
      </div>
    </SignInFrame>
  );
}

/** A link, unlike a button, is not focused by `autoFocus`. */
const focusAtOnce = (link: HTMLAnchorElement | null): void => link?.focus();

/** Why this link lets nobody in, and the one way on: another link by mail, or where none can be mailed, the other ways to sign in. */
function NoWayIn({ title, why }: { readonly title: string; readonly why: string }) {
  const hasMail = useQuery(waysQuery).data?.link !== false;
  return (
    <SignInFrame title={title}>
      <div className="flex flex-col gap-4">
        <FormError text={hasMail ? why : `${why} ${say('signIn.noMail')}`} />
        <Link to={hasMail ? links.signInByMail() : links.signIn()} className={buttonClass('primary')} ref={focusAtOnce}>
          {say(hasMail ? 'signIn.linkAgain' : 'signIn.otherWay')}
        </Link>
      </div>
    </SignInFrame>
  );
}
