/** Planning one person on one day: a shift in one of the pools, or leave of some days. Both pools at one time need a reason. */
import { useState } from 'react';
import { Field, TextInput } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { isProblem } from '../../sync/api.ts';
import { say } from '../../words/say.ts';
import { addLeave, addShift, staffQuery } from './staff-data.ts';
import { daysSpan, spanOf } from './week.ts';

interface Props {
  readonly memberId: string;
  readonly title: string;
  /** Local date. */
  readonly date: string;
  readonly onClose: () => void;
}

const kinds = ['async', 'live', 'holiday', 'sick', 'other'] as const;
type Kind = (typeof kinds)[number];

export function ShiftDialog({ memberId, title, date, onClose }: Props) {
  const [kind, setKind] = useState<Kind>('async');
  const [from, setFrom] = useState('09:00');
  const [to, setTo] = useState('17:00');
  const [last, setLast] = useState(date);
  const [why, setWhy] = useState('');
  const [needsReason, setNeedsReason] = useState(false);
  const save = useAct<void>(
    async (_, key) => {
      if (kind !== 'async' && kind !== 'live') return addLeave({ memberId, kind, ...daysSpan(date, last) }, key);
      try {
        return await addShift(
          { memberId, pool: kind, ...spanOf(date, from, to), exceptionReason: why.trim() === '' ? null : why.trim() },
          key,
        );
      } catch (error) {
        if (isProblem(error, 'shift_in_other_pool')) setNeedsReason(true);
        throw error;
      }
    },
    {
      done: say('screen.saved'),
      refresh: [['shifts'], ['leave'], staffQuery.queryKey],
      then: onClose,
      words: { shift_in_other_pool: 'shifts.inOtherPool', shift_overlaps: 'shifts.overlaps' },
    },
  );
  const isShift = kind === 'async' || kind === 'live';
  return (
    <FormDialog
      open
      onClose={onClose}
      title={title}
      submit={say('shifts.save')}
      onSubmit={() => save.run()}
      busy={save.busy}
      incomplete={isShift ? from === '' || to === '' || from === to : last < date}
      error={save.error}
    >
      <Field label={say('shifts.kind')}>
        <Select
          options={kinds.map((value) => ({
            value,
            label: value === 'async' || value === 'live' ? say(`shifts.${value}`) : say(`shifts.leave.${value}`),
          }))}
          value={kind}
          onChange={setKind}
        />
      </Field>
      {isShift ? (
        <div className="grid grid-cols-2 gap-4">
          <Field label={say('shifts.from')}>
            <TextInput type="time" required value={from} onChange={(event) => setFrom(event.target.value)} />
          </Field>
          <Field label={say('shifts.to')}>
            <TextInput type="time" required value={to} onChange={(event) => setTo(event.target.value)} />
          </Field>
        </div>
      ) : (
        <Field label={say('shifts.until')}>
          <TextInput type="date" required min={date} value={last} onChange={(event) => setLast(event.target.value)} />
        </Field>
      )}
      {needsReason && isShift && (
        <TextField label={say('shifts.why')} hint={say('shifts.whyHint')} maxLength={200} autoFocus value={why} onChange={setWhy} />
      )}
    </FormDialog>
  );
}
