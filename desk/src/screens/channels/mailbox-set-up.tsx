/** How does a mailbox come to be fetched? Address, a guess at the way there, a test in and out, and what the DNS says now. Keeps nothing until asked to. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { Switch } from '../../parts/switch.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useNamedParts } from '../../route-params.ts';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { channelsQuery } from './channels-data.ts';
import { addMailbox, guessMailbox, mailboxesQuery, testMailbox } from './mailbox-data.ts';
import { MailboxSignIn } from './mailbox-sign-in.tsx';
import { DnsRecords, ServerFields, TestResult } from './mailbox-parts.tsx';
import type { MailboxTest, MailGuess, MailServer } from '@meanwhile/wire/mailboxes.ts';
import type { ProblemWords } from '../../sync/problem-words.ts';

const problems: ProblemWords = { address_invalid: 'mail.addressBad', url_refused: 'mailbox.trouble.unreachable' };

export function Screen() {
  const channelId = useNamedParts()['channelId'] ?? '';
  const channel = useQuery(channelsQuery).data?.items.find((one) => one.id === channelId);
  const [address, setAddress] = useState('');
  const [guess, setGuess] = useState<MailGuess | null>(null);
  const known = channel?.address ?? '';
  const typed = address === '' ? known : address;
  const look = useAct<void, MailGuess>(() => guessMailbox(typed.trim()), { then: setGuess, words: problems });
  return (
    <Page
      title={say('mailbox.setUp')}
      back={
        <Link to={links.channel(channelId)} className="mb-1 inline-flex items-center gap-1 self-start text-small text-muted hover:text-ink">
          <ArrowLeft size={14} aria-hidden />
          {channel?.name ?? say('channels.title')}
        </Link>
      }
    >
      <p className="max-w-160 text-muted">{say('mailbox.setUpLead')}</p>
      <Section title={say('mailbox.stepAddress')}>
        <form
          noValidate
          className="flex flex-col items-start gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            look.run();
          }}
        >
          <TextField className="w-full sm:w-96" label={say('mailbox.address')} type="email" required value={typed} onChange={setAddress} />
          <FormError text={look.error} />
          <Button type="submit" weight={guess === null ? 'primary' : 'plain'} busy={look.busy} disabled={!typed.includes('@')}>
            {say('mailbox.look')}
          </Button>
        </form>
      </Section>
      {guess?.provider === 'google' || guess?.provider === 'microsoft' ? (
        <MailboxSignIn channelId={channelId} address={typed.trim()} provider={guess.provider} />
      ) : null}
      {guess === null || guess.provider === 'microsoft' ? null : (
        <Reach key={`${typed} ${guess.imap.host}`} channelId={channelId} address={typed.trim()} guess={guess} />
      )}
      {guess === null ? null : <DnsRecords records={guess.records} />}
    </Page>
  );
}

interface ReachProps {
  readonly channelId: string;
  readonly address: string;
  readonly guess: MailGuess;
}

function Reach({ channelId, address, guess }: ReachProps) {
  const navigate = useNavigate();
  const isSecondWay = guess.provider === 'google';
  const [user, setUser] = useState(address);
  const [password, setPassword] = useState('');
  const [imap, setImap] = useState<MailServer>(guess.imap);
  const [smtp, setSmtp] = useState<MailServer>(guess.smtp);
  const [sendsToo, setSendsToo] = useState(true);
  const [result, setResult] = useState<MailboxTest | null>(null);
  const body = { user: user.trim(), password, imap, smtp: sendsToo ? smtp : null };
  const test = useAct<void, MailboxTest>(() => testMailbox(body), { then: setResult, words: problems });
  const start = useAct<void>((_input, key) => addMailbox({ ...body, channelId, address }, key), {
    done: say('mailbox.started', { address }),
    refresh: [mailboxesQuery(channelId).queryKey],
    then: () => navigate({ to: links.channel(channelId) }),
    words: problems,
  });
  const isReady = user.trim() !== '' && password !== '' && imap.host !== '' && (!sendsToo || smtp.host !== '');
  const passed = result !== null && result.incoming.trouble === null && (result.outgoing?.trouble ?? null) === null;
  /** What was tested is what is kept: a change asks for another test. */
  const changing =
    <Value,>(set: (value: Value) => void) =>
    (value: Value): void => {
      set(value);
      setResult(null);
    };
  return (
    <>
      <Section
        title={say(isSecondWay ? 'mailbox.stepPassword' : 'mailbox.stepReach')}
        lead={isSecondWay ? say('mailbox.appPassword') : say(`mailbox.provider.${guess.provider}`)}
      >
        <div className="grid w-full gap-3 sm:grid-cols-2">
          <TextField label={say('mailbox.user')} required value={user} onChange={changing(setUser)} />
          <TextField
            label={say('mailbox.password')}
            type="password"
            autoComplete="new-password"
            required
            value={password}
            onChange={changing(setPassword)}
          />
        </div>
        <ServerFields label={say('mailbox.imapHost')} server={imap} onChange={changing(setImap)} />
        <Switch label={say('mailbox.sendToo')} hint={say('mailbox.sendTooHint')} checked={sendsToo} onChange={changing(setSendsToo)} />
        {sendsToo ? <ServerFields label={say('mailbox.smtpHost')} server={smtp} onChange={changing(setSmtp)} /> : null}
      </Section>
      <Section title={say('mailbox.stepTest')}>
        <TestResult result={result} />
        <FormError text={test.error ?? start.error} />
        <div className="flex flex-wrap gap-2">
          <Button weight={passed ? 'plain' : 'primary'} busy={test.busy} disabled={!isReady} onClick={() => test.run()}>
            {say('mailbox.test')}
          </Button>
          <Button weight={passed ? 'primary' : 'plain'} busy={start.busy} disabled={!passed} onClick={() => start.run()}>
            {say('mailbox.start')}
          </Button>
        </div>
        <p className="text-small text-muted">{say('mailbox.startHint')}</p>
      </Section>
    </>
  );
}
