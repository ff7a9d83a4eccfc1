/** A first message to a customer, or a case noted for somebody who called. What may be said by which channel is the server's to judge. */
import { useQuery } from '@tanstack/react-query';
import type { CaseRow, Channel } from '@meanwhile/wire/records.ts';
import { useState } from 'react';
import { Field } from '../../../parts/field.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { Select } from '../../../parts/select.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { useAct } from '../../../sync/act.ts';
import { get, post } from '../../../sync/api.ts';
import type { Listing } from '../../../sync/api.ts';
import { putRow } from '../../../sync/cases.ts';
import { keys } from '../../../sync/query.ts';
import { api } from '../../../links.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';

type As = 'message' | 'on_behalf';
const ways: readonly As[] = ['message', 'on_behalf'];

export function WriteFirstDialog({ inbox, onClose }: { readonly inbox: Inbox; readonly onClose: () => void }) {
  const channels = useQuery({ queryKey: keys.channels, queryFn: () => get<Listing<Channel>>(api.channels(), { limit: 200 }) }).data?.items;
  /** Beside the open case it is about the same customer. */
  const customer = inbox.openId === null ? undefined : inbox.subject?.customer;
  const [as, setAs] = useState<As>('message');
  const [address, setAddress] = useState('');
  const [name, setName] = useState('');
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [channelId, setChannelId] = useState<string | null>(null);
  const fitting = (channels ?? []).filter(({ state, type }) => state === 'open' && (as === 'on_behalf' || type === 'email'));
  const channel = fitting.find(({ id }) => id === channelId) ?? fitting[0];
  const isWholeAddress = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(address.trim());
  const create = useAct(
    (_: void, key) =>
      post<CaseRow>(
        api.cases(),
        {
          as,
          channelId: channel?.id,
          ...(customer === undefined ? { address: address.trim(), name: name.trim() } : { customerId: customer.id }),
          subject: subject.trim() === '' ? null : subject.trim(),
          text,
          undoMs: as === 'message' ? 10_000 : 0,
        },
        key,
      ),
    {
      then: (row) => {
        putRow(row);
        onClose();
        inbox.open(row.id);
      },
      words: { channel_closed: 'first.noChannel', no_way_to_reach: 'first.noWay' },
    },
  );
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={say('first.title')}
      lead={
        customer === undefined ? say('first.lead') : say('first.leadTo', { name: customer.name ?? customer.address ?? say('row.unnamed') })
      }
      submit={say(as === 'message' ? 'first.send' : 'first.note')}
      onSubmit={() => create.run()}
      busy={create.busy}
      incomplete={text.trim() === '' || channel === undefined || (customer === undefined && !isWholeAddress)}
      error={channels !== undefined && channel === undefined ? say('first.noChannel') : create.error}
    >
      <Field label={say('first.as')}>
        <Select options={ways.map((way) => ({ value: way, label: say(`first.as.${way}`) }))} value={as} onChange={setAs} />
      </Field>
      {customer === undefined && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={say('first.address')} type="email" autoFocus maxLength={254} value={address} onChange={setAddress} />
          <TextField label={say('first.name')} maxLength={120} value={name} onChange={setName} />
        </div>
      )}
      {fitting.length > 1 && (
        <Field label={say('first.channel')}>
          <Select
            options={fitting.map((one) => ({ value: one.id, label: one.name }))}
            value={channel?.id ?? null}
            onChange={(next) => setChannelId(next)}
          />
        </Field>
      )}
      <TextField label={say('first.subject')} maxLength={300} value={subject} onChange={setSubject} />
      <TextField label={say(as === 'message' ? 'first.text' : 'first.said')} rows={6} maxLength={100_000} value={text} onChange={setText} />
    </FormDialog>
  );
}
