/** How does a messenger get onto a website? The line to paste, its own page, who may embed it, its colour, and who is signed in there. */
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { AccentColour } from './accent-colour.tsx';
import { changeChannel, channelsQuery } from './channels-data.ts';
import { embedLine } from './embed.ts';
import { LiveSection } from './live-section.tsx';
import { SignedInCustomers } from './signed-in-customers.tsx';
import { originsOf } from './site-origin.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

export interface ChannelSectionProps {
  readonly channel: Channel;
  readonly mayManage: boolean;
}

export function MessengerSections({ channel, mayManage }: ChannelSectionProps) {
  const page = channel.address ?? `/m/${channel.id}`;
  const address = new URL(page, window.location.origin).href;
  return (
    <>
      <LiveSection channel={channel} mayManage={mayManage} />
      <Section title={say('web.title')} lead={say('web.lead')}>
        <CopyField label={say('web.snippet')} value={embedLine(channel.id, address, channel.settings['accent'])} />
        <CopyField label={say('web.hosted')} value={address} hint={say('web.hostedLead')} />
        <a href={address} target="_blank" rel="noreferrer" className={`${buttonClass()} self-start`}>
          <ExternalLink size={16} aria-hidden />
          {say('web.openHosted')}
          <span className="sr-only">{say('welcome.newTab')}</span>
        </a>
      </Section>
      {mayManage ? <AllowedWebsites channel={channel} /> : null}
      {mayManage ? <AccentColour channel={channel} /> : null}
      {mayManage ? <SignedInCustomers channel={channel} /> : null}
    </>
  );
}

function AllowedWebsites({ channel }: { readonly channel: Channel }) {
  const kept = channel.settings['allowedOrigins'];
  const [text, setText] = useState(() => (Array.isArray(kept) ? kept.join('\n') : ''));
  const { origins, refused } = originsOf(text);
  const save = useAct<readonly string[]>((allowedOrigins) => changeChannel(channel.id, { settings: { allowedOrigins } }), {
    done: say('screen.saved'),
    refresh: [channelsQuery.queryKey],
    then: () => setText(origins.join('\n')),
  });
  return (
    <Section title={say('web.origins')} lead={say('web.originsHint')}>
      <form
        noValidate
        className="flex flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (refused.length === 0) save.run(origins);
        }}
      >
        <TextField
          className="w-full"
          label={say('web.originLines')}
          error={refused.length === 0 ? null : say('web.originBad', { origin: refused[0] ?? '' })}
          rows={3}
          value={text}
          onChange={setText}
        />
        <FormError text={save.error} />
        <Button type="submit" busy={save.busy} disabled={refused.length > 0}>
          {say('screen.save')}
        </Button>
      </form>
    </Section>
  );
}
