/**
 * Which account at the provider answers here? Its provider says what is to be typed; the provider is asked before anything is kept, and what is secret is
 * never shown again.
 */
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct, type Act } from '../../sync/act.ts';
import { isProblem } from '../../sync/api.ts';
import { useChannelType } from '../../sync/channel-types.ts';
import { sayAccount } from '../../words/account.ts';
import { useLanguage } from '../../words/say.ts';
import { momentWords } from '../../words/times.ts';
import { channelsQuery, connectChannel } from './channels-data.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import type { ChannelTypeRecord } from '@meanwhile/wire/channel-type.ts';

interface Props {
  readonly channel: Channel;
  readonly mayManage: boolean;
}
type Account = NonNullable<ChannelTypeRecord['account']>;

export function AccountSection({ channel, mayManage }: Props) {
  const type = useChannelType(channel.type);
  const isConnected = typeof channel.settings['accountName'] === 'string';
  const [asking, setAsking] = useState(false);
  if (type === null || type.account === null) return null;
  const { title, account } = type;
  const isAsking = mayManage && (asking || !isConnected);
  return (
    <Section title={sayAccount('title', { title })}>
      <p>{isConnected ? sayAccount('connected', { name: channel.address ?? '' }) : sayAccount('notConnected')}</p>
      <Problems channel={channel} title={title} />
      {isAsking ? <Steps channel={channel} title={title} account={account} /> : null}
      {isAsking ? <Connect channel={channel} title={title} fields={account.fields} onDone={() => setAsking(false)} /> : null}
      {mayManage && isConnected && !asking ? (
        <div>
          <Button onClick={() => setAsking(true)}>{sayAccount('another')}</Button>
        </div>
      ) : null}
    </Section>
  );
}

/** In the provider's words, as the adapter passes them on. */
function Problems({ channel: { account }, title }: { readonly channel: Channel; readonly title: string }) {
  if (account === null || account.problems.length === 0) return null;
  return (
    <div role="status" className="max-w-160 rounded border border-line bg-sunken p-3">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert size={16} aria-hidden className="shrink-0" />
        {sayAccount('troubled', { title, when: account.since === null ? '' : momentWords(account.since) })}
      </p>
      <ul className="mt-1 list-disc pl-9 wrap-anywhere">
        {account.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}

function Steps({ channel: { webhookUrl }, title, account }: { channel: Channel; title: string; account: Account }) {
  const language = useLanguage();
  const steps = account.steps.map((step) => step[language]);
  return (
    <>
      <ol className="flex max-w-160 list-decimal flex-col gap-1.5 pl-5 text-muted">
        {steps.map((step) => (
          <li key={step} className="wrap-anywhere">
            {step.replace('{webhook}', webhookUrl ?? '')}
          </li>
        ))}
      </ol>
      {webhookUrl !== null && steps.some((step) => step.includes('{webhook}')) ? (
        <div className="max-w-160">
          <CopyField label={sayAccount('webhook', { title })} value={webhookUrl} />
        </div>
      ) : null}
    </>
  );
}

interface ConnectProps {
  readonly channel: Channel;
  readonly title: string;
  readonly fields: Account['fields'];
  readonly onDone: () => void;
}

function Connect({ channel, title, fields, onDone }: ConnectProps) {
  const language = useLanguage();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() => shownBefore(channel, fields));
  const [because, setBecause] = useState<string | null>(null);
  const send = async (): Promise<Channel> => {
    try {
      setBecause(null);
      return await connectChannel(channel.id, trimmed(typed));
    } catch (error) {
      setBecause(isProblem(error, 'provider_refused', 'bad_request') ? error.detail : null);
      throw error;
    }
  };
  const connect = useAct<void, Channel>(send, {
    done: ({ address }) => sayAccount('done', { name: address ?? '' }),
    refresh: [channelsQuery.queryKey],
    then: onDone,
  });
  const isMissing = fields.some(({ name, required }) => required && (typed[name] ?? '').trim() === '');
  return (
    <form
      className="flex max-w-140 flex-col items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        connect.run();
      }}
    >
      {fields.map(({ name, label, hint, secret, required }) => (
        <TextField
          key={name}
          label={required ? label[language] : `${label[language]} (${sayAccount('optional')})`}
          hint={[hint?.[language], secret ? sayAccount('sealed') : null].filter(Boolean).join(' ') || undefined}
          type={secret ? 'password' : 'text'}
          autoComplete="off"
          className="w-full"
          value={typed[name] ?? ''}
          onChange={(value) => setTyped((before) => ({ ...before, [name]: value }))}
        />
      ))}
      <FormError text={whyNot(connect, title, because)} />
      <Button type="submit" weight="primary" busy={connect.busy} disabled={isMissing}>
        {sayAccount('connect')}
      </Button>
    </form>
  );
}

/** What is no secret stands there again. */
function shownBefore({ settings }: Channel, fields: Account['fields']): Record<string, string> {
  const shown = fields.filter(({ name, secret }) => !secret && typeof settings[name] === 'string');
  return Object.fromEntries(shown.map(({ name }) => [name, String(settings[name])]));
}

function trimmed(typed: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(typed).map(([name, value]): [string, string] => [name, value.trim()]);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** In our words, and then in those of whoever refused. */
function whyNot({ error, refusedWith }: Act<void>, title: string, because: string | null): string | null {
  if (refusedWith('provider_refused', 'bad_request')) return [sayAccount('refused', { title }), because].filter(Boolean).join(' ');
  if (refusedWith('provider_away')) return sayAccount('away', { title });
  return refusedWith('address_taken') ? sayAccount('taken') : error;
}
