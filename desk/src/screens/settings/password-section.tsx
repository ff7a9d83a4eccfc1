/** Changing one's password, or setting the first one. Which ones are too common is the server's judgement. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';
import { passwordFlaw } from '../sign-in/password-rule.ts';
import { changePassword, sessionsQuery } from './security-data.ts';

export function PasswordSection({ hasPassword }: { readonly hasPassword: boolean }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const flaw = passwordFlaw(next);
  const change = useAct<void>(() => changePassword({ newPassword: next, ...(current === '' ? {} : { currentPassword: current }) }), {
    done: say('security.changed'),
    refresh: [sessionsQuery.queryKey, keys.me],
    words: { sign_in_failed: 'security.currentWrong', bad_request: 'security.passwordCommon' },
    then: () => {
      setCurrent('');
      setNext('');
    },
  });
  return (
    <Section title={say('security.password')} lead={say(hasPassword ? 'security.passwordLead' : 'security.setLead')}>
      <form
        noValidate
        className="flex flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (flaw === null) change.run();
        }}
      >
        <div className="grid w-full gap-3 sm:grid-cols-2">
          {hasPassword ? (
            <TextField
              label={say('security.current')}
              hint={say('security.currentMaybe')}
              type="password"
              name="current-password"
              autoComplete="current-password"
              value={current}
              onChange={setCurrent}
            />
          ) : null}
          <TextField
            label={say('security.new')}
            hint={say('join.passwordHint')}
            error={next !== '' && flaw !== null ? say(flaw) : null}
            type="password"
            name="new-password"
            autoComplete="new-password"
            value={next}
            onChange={setNext}
          />
        </div>
        <FormError text={change.error} />
        <Button type="submit" busy={change.busy} disabled={flaw !== null}>
          {say(hasPassword ? 'security.change' : 'security.set')}
        </Button>
      </form>
    </Section>
  );
}
