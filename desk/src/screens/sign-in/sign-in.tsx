/** How does someone get in? Password, mailed link, passkey or the company's own sign-in: whatever the server offers, one at a time. */
import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { safeNext } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { signInWithOidc, signInWithPasskey, waysQuery } from './accounts-data.ts';
import { useEnter } from './enter.ts';
import { LinkRequestForm } from './link-request-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondStepForm } from './second-step-form.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { supportsPasskeys } from './webauthn.ts';
import type { Act } from '../../sync/act.ts';
import type { PasskeyRefusal } from './webauthn.ts';

type Step = 'password' | 'link' | 'second';

/** The company's own sign-in leads back here when a second step is still due, or with `error`; a link that is used up, to asking for another. */
function firstStep(search: string): Step {
  const asked = new URLSearchParams(search).get('step');
  return asked === 'second' || asked === 'link' ? asked : 'password';
}

export function Screen() {
  const enter = useEnter();
  const [step, setStep] = useState<Step>(() => firstStep(window.location.search));
  const [email, setEmail] = useState('');

  if (step === 'second') {
    const startOver = (
      <Button weight="plain" size="small" onClick={() => setStep('password')}>
        {say('signIn.startOver')}
      </Button>
    );
    return (
      <SignInFrame title={say('signIn.secondTitle')} after={startOver}>
        <SecondStepForm onSignedIn={enter} />
      </SignInFrame>
    );
  }
  const byLink = step === 'link';
  return (
    <SignInFrame title={say(byLink ? 'signIn.linkTitle' : 'signIn.title')} lead={say(byLink ? 'signIn.linkLead' : 'signIn.lead')}>
      {byLink ? (
        <LinkRequestForm email={email} onEmail={setEmail} />
      ) : (
        <PasswordForm email={email} onEmail={setEmail} onStep={(next) => (next === 'second_step' ? setStep('second') : enter())} />
      )}
      <OtherWays byLink={byLink} onSwap={() => setStep(byLink ? 'password' : 'link')} onSignedIn={enter} />
    </SignInFrame>
  );
}

interface OtherWaysProps {
  readonly byLink: boolean;
  readonly onSwap: () => void;
  readonly onSignedIn: () => Promise<void>;
}

function OtherWays({ byLink, onSwap, onSignedIn }: OtherWaysProps) {
  const ways = useQuery(waysQuery).data;
  const oidc = ways?.oidc ?? null;
  const provider = oidc?.provider;
  const passkey: Act<void> = useAct<void, PasskeyRefusal | null>(signInWithPasskey, {
    then: (refusal) =>
      refusal === null ? onSignedIn() : passkey.say(refusal === 'unsupported' ? 'signIn.passkeyUnsupported' : 'signIn.passkeyCancelled'),
    words: { sign_in_failed: 'signIn.passkeyCancelled', identity_refused: 'signIn.passkeyCancelled' },
  });
  const leave = useAct<string>((chosen) => signInWithOidc(chosen, safeNext(new URLSearchParams(window.location.search).get('next'))));
  const cameBack = new URLSearchParams(window.location.search).has('error') ? say('signIn.oidcFailed') : null;
  return (
    <div className="mt-5 flex flex-col gap-2">
      <p className="mb-1 flex items-center gap-3 text-small text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {say('signIn.or')}
      </p>
      {byLink || ways?.link !== false ? (
        <Button onClick={onSwap}>{say(byLink ? 'signIn.passwordInstead' : 'signIn.linkInstead')}</Button>
      ) : null}
      {supportsPasskeys() ? (
        <Button busy={passkey.busy} onClick={() => passkey.run()} icon={<KeyRound size={16} aria-hidden />}>
          {say('signIn.passkey')}
        </Button>
      ) : null}
      {oidc === null || provider === undefined ? null : (
        <Button busy={leave.busy} onClick={() => leave.run(provider)}>
          {say('signIn.oidc', { name: oidc.name })}
        </Button>
      )}
      <FormError text={passkey.error ?? leave.error ?? cameBack} />
    </div>
  );
}
