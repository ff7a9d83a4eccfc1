/** From which mailboxes is this channel's mail fetched, and is anything wrong with them? State, the last days' counts, off, on and away. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { day, dayAndTime } from '../../words/when.ts';
import { mailboxesQuery, removeMailbox, switchMailbox } from './mailbox-data.ts';
import { beginAgain, leaveFor } from './mailbox-sign-in-data.ts';
import { signInProblems } from './mailbox-sign-in.tsx';
import { otherAccount } from './other-account.ts';
import type { SignInBegun } from '@meanwhile/wire/mailbox-sign-ins.ts';
import type { Mailbox } from '@meanwhile/wire/mailboxes.ts';

export interface MailboxesProps {
  readonly channelId: string;
  readonly mayManage: boolean;
}

const daysShown = 3;

export function Mailboxes({ channelId, mayManage }: MailboxesProps) {
  const mailboxes = useQuery(mailboxesQuery(channelId));
  return (
    <Section title={say('mailbox.title')} lead={say('mailbox.lead')}>
      <QueryView of={mailboxes}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{say('mailbox.none')}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line rounded border border-line">
              {items.map((mailbox) => (
                <OneMailbox key={mailbox.id} mailbox={mailbox} mayManage={mayManage} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {mayManage ? (
        <Link to={links.mailboxSetUp(channelId)} className={`${buttonClass()} self-start`}>
          {say('mailbox.add')}
        </Link>
      ) : null}
    </Section>
  );
}

function OneMailbox({ mailbox, mayManage }: { readonly mailbox: Mailbox; readonly mayManage: boolean }) {
  const other = otherAccount(mailbox);
  return (
    <li className="flex flex-wrap items-start gap-3 p-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium wrap-anywhere">{mailbox.address}</span>
          <Chip tone={stateOf(mailbox) === 'mailbox.on' ? 'accent' : 'neutral'}>{say(stateOf(mailbox))}</Chip>
        </p>
        {other === null ? null : <p className="mt-1">{say('mailbox.otherAccount', { user: other, address: mailbox.address })}</p>}
        {mailbox.trouble === null ? null : (
          <p role="status" className="mt-1">
            {say(`mailbox.trouble.${troubleOf(mailbox.trouble, mailbox.signIn)}`)}
          </p>
        )}
        {mailbox.fetchedAt === null ? null : (
          <p className="text-small text-muted">{say('mailbox.last', { when: dayAndTime(mailbox.fetchedAt) })}</p>
        )}
        {mailbox.smtp === null ? null : <p className="text-small text-muted">{say('mailbox.sends', { host: mailbox.smtp.host })}</p>}
        <Counts counts={mailbox.counts} />
      </div>
      {mayManage ? <Verbs mailbox={mailbox} /> : null}
    </li>
  );
}

function stateOf({ state, trouble, fetchedAt }: Mailbox) {
  if (state !== 'on') return 'mailbox.off';
  if (trouble !== null) return 'mailbox.wrong';
  return fetchedAt === null ? 'mailbox.waiting' : 'mailbox.on';
}

/** Who signed in at the provider has no password that could be wrong. */
function troubleOf(trouble: NonNullable<Mailbox['trouble']>, signIn: Mailbox['signIn']) {
  return trouble === 'sign_in_refused' && signIn !== 'password' ? 'token_refused' : trouble;
}

function Counts({ counts }: Pick<Mailbox, 'counts'>) {
  const isShort = counts.some((count) => count.here < count.there);
  return (
    <>
      {isShort ? (
        <p role="alert" className="mt-1 font-medium">
          {say('mailbox.short')}
        </p>
      ) : null}
      <ul className="mt-1 text-small text-muted">
        {counts.slice(0, daysShown).map((count) => (
          <li key={count.day}>{say('mailbox.count', { day: day(`${count.day}T12:00:00Z`), there: count.there, here: count.here })}</li>
        ))}
      </ul>
    </>
  );
}

function asksForPeople({ state, trouble }: Mailbox): boolean {
  return state === 'on' && (trouble === 'consent_withdrawn' || trouble === 'sign_in_refused');
}

function Verbs({ mailbox }: { readonly mailbox: Mailbox }) {
  const [removing, setRemoving] = useState(false);
  const refresh = [mailboxesQuery(mailbox.channelId).queryKey];
  const next = mailbox.state === 'on' ? 'off' : 'on';
  const turn = useAct<void>(() => switchMailbox(mailbox.id, next), { refresh });
  const again = useAct<void, SignInBegun>(() => beginAgain(mailbox.id), {
    then: (begun) => leaveFor(begun, mailbox.channelId),
    words: signInProblems,
  });
  const remove = useAct<void>(() => removeMailbox(mailbox.id), {
    done: say('mailbox.removed', { address: mailbox.address }),
    refresh,
    then: () => setRemoving(false),
  });
  return (
    <div className="flex flex-wrap gap-2">
      {mailbox.signIn === 'password' ? null : (
        <Button size="small" weight={asksForPeople(mailbox) ? 'primary' : 'plain'} busy={again.busy} onClick={() => again.run()}>
          {say('mailbox.signIn.again')}
        </Button>
      )}
      <Button size="small" busy={turn.busy} onClick={() => turn.run()}>
        {say(next === 'off' ? 'mailbox.switchOff' : 'mailbox.switchOn')}
      </Button>
      <Button size="small" onClick={() => setRemoving(true)}>
        {say('screen.remove')}
      </Button>
      <FormError text={turn.error ?? again.error} />
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={say('mailbox.removeTitle', { address: mailbox.address })}
        lead={say('mailbox.removeLead')}
        confirm={say('screen.remove')}
        onConfirm={() => remove.run()}
        busy={remove.busy}
        error={remove.error}
      />
    </div>
  );
}
