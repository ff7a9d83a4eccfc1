/** May this messenger be live while somebody is there? Off until somebody says so; whether it is live now stands beside it and changes by itself. */
import { useQuery } from '@tanstack/react-query';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { Switch } from '../../parts/switch.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { stanceText } from './channel-words.ts';
import { changeChannel, channelsQuery, stanceQuery } from './channels-data.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

export function LiveSection({ channel, mayManage }: { readonly channel: Channel; readonly mayManage: boolean }) {
  const stance = useQuery(stanceQuery(channel.id)).data?.now ?? channel.stance;
  const allow = useAct<boolean>((mayBeLive) => changeChannel(channel.id, { mayBeLive }), {
    done: say('screen.saved'),
    refresh: [channelsQuery.queryKey, stanceQuery(channel.id).queryKey],
  });
  return (
    <Section title={say('live.title')} lead={say('live.lead')}>
      <Switch
        label={say('live.allow')}
        hint={say('live.allowHint')}
        checked={channel.mayBeLive}
        onChange={allow.run}
        disabled={!mayManage || allow.busy}
      />
      <FormError text={allow.error} />
      <p aria-live="polite">{stanceText({ stance })}</p>
    </Section>
  );
}
