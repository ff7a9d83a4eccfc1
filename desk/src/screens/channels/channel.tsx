/** One channel: what it says, by when, where it stands, and what got stuck in it. Opening is refused by the server while it could not say a time. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { links } from '../../links.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useNamedParts } from '../../route-params.ts';
import { isProblem } from '../../sync/api.ts';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { ChannelState } from './channel-row.tsx';
import { stanceText } from './channel-words.ts';
import { channelsQuery, closeChannel, openChannel, policiesQuery } from './channels-data.ts';
import { AccountSection } from './account-section.tsx';
import { DeliveriesInTrouble } from './deliveries-in-trouble.tsx';
import { EmailSections } from './email-sections.tsx';
import { EntryPreview } from './entry-preview.tsx';
import { gatesQuery, overrideGate } from './gate-data.ts';
import { GateMark } from './gate-mark.tsx';
import { GateRefused, tooLateIn } from './gate-refused.tsx';
import { GateSection } from './gate-section.tsx';
import { OpenAnyway } from './open-anyway.tsx';
import { HeldBack } from './held-back.tsx';
import { MessengerSections } from './messenger-sections.tsx';
import { RenameChannel } from './rename-channel.tsx';
import { ReplyTime } from './reply-time-section.tsx';
import { tellInstead } from './tell-instead.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

// Figures are looked at now and then; the page itself comes first.
const CoverageSection = lazy(async () => ({ default: (await import('./coverage-section.tsx')).CoverageSection }));

export function Screen() {
  const { channelId } = useNamedParts();
  const channels = useQuery(channelsQuery);
  if (channels.data === undefined) {
    return (
      <Page title={say('channels.title')}>
        <QueryView of={channels}>{() => null}</QueryView>
      </Page>
    );
  }
  const { items } = channels.data;
  const channel = items.find((one) => one.id === channelId);
  return channel === undefined ? <NoSuchChannel /> : <ChannelPage key={channel.id} channel={channel} all={items} />;
}

function ChannelPage({ channel, all }: { readonly channel: Channel; readonly all: readonly Channel[] }) {
  const mayManage = useMay('channel:manage');
  const mayReadInbound = useMay('inbound:read');
  return (
    <Page
      title={channel.name}
      back={
        <Link to={links.channels()} className="mb-1 inline-flex items-center gap-1 self-start text-small text-muted hover:text-ink">
          <ArrowLeft size={14} aria-hidden />
          {say('channel.toList')}
        </Link>
      }
      actions={mayManage ? <RenameChannel channel={channel} /> : undefined}
    >
      <OpenOrClosed channel={channel} mayManage={mayManage} />
      {mayManage ? null : <p className="text-muted">{say('screen.notAllowed')}</p>}
      {channel.webhookUrl === null ? null : <AccountSection channel={channel} mayManage={mayManage} />}
      <GateSection channel={channel} mayManage={mayManage} />
      <EntryPreview channel={channel} />
      <ReplyTime channel={channel} all={all} />
      <Suspense fallback={null}>
        <CoverageSection channel={channel} />
      </Suspense>
      {channel.type === 'messenger' ? <MessengerSections channel={channel} mayManage={mayManage} /> : null}
      {channel.type === 'email' ? <EmailSections channel={channel} mayManage={mayManage} /> : null}
      {channel.type !== 'messenger' && mayReadInbound ? <HeldBack channelId={channel.id} /> : null}
      <DeliveriesInTrouble channelId={channel.id} />
    </Page>
  );
}

/** With a reason, or with a time that can be kept told from now on. */
interface Opening {
  readonly because?: string;
  readonly minutes?: number;
}
function OpenOrClosed({ channel, mayManage }: { readonly channel: Channel; readonly mayManage: boolean }) {
  const [closing, setClosing] = useState(false);
  const refresh = [channelsQuery.queryKey, ['entry', channel.id], ['gate', channel.id], gatesQuery.queryKey];
  const policies = useQuery(policiesQuery).data?.items;
  const policy = policies?.find((one) => one.id === channel.policyId) ?? null;
  const [refused, setRefused] = useState<unknown>(null);
  // By a time that cannot be kept, which is known with the policies; or by another of the three tests.
  const late = tooLateIn(refused, policy?.replyWithinMinutes ?? null);
  const isOther = refused !== null && late === null && policies !== undefined;
  const send = async (how: Opening, key: string): Promise<void> => {
    try {
      if (how.because !== undefined) await overrideGate(channel.id, how.because, key);
      if (how.minutes !== undefined) await tellInstead(channel, { minutes: how.minutes, calendarId: policy!.calendarId }, key);
      await openChannel(channel.id);
    } catch (error) {
      setRefused(isProblem(error, 'channel_gate_failing') ? error : null);
      throw error;
    }
  };
  const open = useAct<Opening>(send, {
    done: say('channel.opened', { name: channel.name }),
    refresh: [...refresh, policiesQuery.queryKey],
    words: { channel_gate_failing: 'gate.notOpen', channel_not_connected: 'channel.notConnected' },
    then: () => setRefused(null),
  });
  const close = useAct<void>(() => closeChannel(channel.id), {
    done: say('channel.closedDone', { name: channel.name }),
    refresh,
    then: () => setClosing(false),
  });
  const isOpen = channel.state === 'open';
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <ChannelState open={isOpen} />
        <GateMark channel={channel} />
        <div className="min-w-0 flex-1 basis-60">
          <p>{isOpen ? stanceText(channel) : say('channels.readNothing')}</p>
          {isOpen ? <p className="text-small text-faint">{say('channel.stanceHint')}</p> : null}
        </div>
        {mayManage ? (
          <Button
            weight={isOpen || refused !== null ? 'quiet' : 'primary'}
            busy={open.busy}
            onClick={() => (isOpen ? setClosing(true) : open.run({}))}
          >
            {say(isOpen ? 'channel.closeIt' : 'channel.openIt')}
          </Button>
        ) : null}
      </div>
      {late === null ? <FormError text={open.error} /> : null}
      {isOther && !isOpen ? <OpenAnyway channel={channel} onDone={() => setRefused(null)} /> : null}
      {late === null || isOpen ? null : (
        <GateRefused of={late} busy={open.busy} onTake={(minutes) => open.run({ minutes })} onAnyway={(because) => open.run({ because })} />
      )}
      <ConfirmDialog
        open={closing}
        onClose={() => setClosing(false)}
        title={say('channel.closeTitle', { name: channel.name })}
        lead={say('channel.closeLead')}
        confirm={say('channel.closeIt')}
        onConfirm={() => close.run()}
        busy={close.busy}
        error={close.error}
      />
    </div>
  );
}

function NoSuchChannel() {
  return (
    <Page title={say('channels.title')}>
      <EmptyState
        title={say('channel.notFound')}
        action={
          <Link to={links.channels()} className={buttonClass()}>
            {say('channel.toList')}
          </Link>
        }
      />
    </Page>
  );
}
