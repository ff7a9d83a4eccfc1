/** What comes first in a new installation? Naming the workspace, then the way to see a message arrive. Both can be skipped and changed later. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { channelsQuery } from '../channels/channels-data.ts';
import { nameWorkspace } from './accounts-data.ts';
import { SignInFrame } from './sign-in-frame.tsx';

export function Screen() {
  const [ready, setReady] = useState<string | null>(null);
  return ready === null ? <NameIt onNamed={setReady} /> : <Ready name={ready} />;
}

function NameIt({ onNamed }: { readonly onNamed: (name: string) => void }) {
  const [name, setName] = useState('');
  const [brand, setBrand] = useState<string | null>(null);
  // Most shops are called the same inside and outside, so the second name follows the first until it is typed itself.
  const shownBrand = brand ?? name;
  const save = useAct<void>(() => nameWorkspace({ name: name.trim(), brand: shownBrand.trim() }), {
    refresh: [['workspace'], ['me']],
    then: () => onNamed(name.trim()),
  });
  const skip = (
    <Link to={links.home()} className="underline">
      {say('welcome.toInbox')}
    </Link>
  );
  return (
    <SignInFrame title={say('welcome.title')} lead={say('welcome.lead')} after={skip}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.run();
        }}
      >
        <TextField
          label={say('welcome.name')}
          hint={say('welcome.nameHint')}
          autoComplete="organization"
          autoFocus
          required
          maxLength={120}
          value={name}
          onChange={setName}
        />
        <TextField
          label={say('welcome.brand')}
          hint={say('welcome.brandHint')}
          required
          maxLength={120}
          value={shownBrand}
          onChange={setBrand}
        />
        <FormError text={save.error} />
        <Button type="submit" weight="primary" busy={save.busy} disabled={name.trim() === '' || shownBrand.trim() === ''}>
          {say('welcome.submit')}
        </Button>
      </form>
    </SignInFrame>
  );
}

function Ready({ name }: { readonly name: string }) {
  const channels = useQuery(channelsQuery);
  const page = channels.data?.items.find((channel) => channel.type === 'messenger' && channel.state === 'open')?.address ?? null;
  return (
    <SignInFrame title={say('welcome.readyTitle', { name })} lead={say('welcome.readyLead')}>
      <ol className="flex list-decimal flex-col gap-1.5 pl-5">
        <li>{say('welcome.step1')}</li>
        <li>{say('welcome.step2')}</li>
        <li>{say('welcome.step3')}</li>
      </ol>
      <div className="mt-5 flex flex-wrap gap-2">
        {page === null ? null : (
          <a href={page} target="_blank" rel="noreferrer" className={buttonClass('primary')}>
            <ExternalLink size={16} aria-hidden />
            {say('welcome.openMessenger')}
            <span className="sr-only">{say('welcome.newTab')}</span>
          </a>
        )}
        <Link to={links.home()} className={buttonClass()}>
          {say('welcome.toInbox')}
        </Link>
      </div>
    </SignInFrame>
  );
}
