/** Who is here to answer, with how much in hand, and what each can do. Being away is each one's own to say. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StaffMember } from '@meanwhile/wire/queues.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay, useMe } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { lineOf, listOf } from '../../parts/comma-list.ts';
import { LiveButton } from './live-button.tsx';
import { changeStaff, sayAway, staffQuery } from './staff-data.ts';

export function StaffSection() {
  const staff = useQuery(staffQuery);
  const mayChange = useMay('shift:manage');
  const myId = useMe().data?.memberId ?? null;
  const [changing, setChanging] = useState<StaffMember | null>(null);
  return (
    <Section title={say('staff.title')} lead={say('staff.lead')}>
      <QueryView of={staff}>
        {({ items }) => (
          <ul className="flex flex-col divide-y divide-line rounded border border-line">
            {items.map((one) => (
              <StaffRow key={one.memberId} one={one} isMe={one.memberId === myId} onChange={mayChange ? () => setChanging(one) : null} />
            ))}
          </ul>
        )}
      </QueryView>
      {changing !== null && <StaffDialog one={changing} onClose={() => setChanging(null)} />}
    </Section>
  );
}

function StaffRow({ one, isMe, onChange }: { readonly one: StaffMember; readonly isMe: boolean; readonly onChange: (() => void) | null }) {
  const away = useAct<boolean, StaffMember>((isAway) => sayAway(isAway), {
    refresh: [staffQuery.queryKey],
    done: ({ availability }) => say(availability === 'away' ? 'staff.nowAway' : 'staff.nowBack'),
  });
  const mayAnswer = useMay('case:write');
  const isAway = one.availability === 'away';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="wrap-anywhere">{one.name}</span>
          <Chip tone={one.availability === 'here' ? 'accent' : 'neutral'}>{say(`staff.${one.availability}`)}</Chip>
        </p>
        <p className="text-small text-muted wrap-anywhere">{[...one.skills, ...one.languages].join(' · ')}</p>
      </div>
      <LoadBar one={one} />
      {isMe && mayAnswer && <LiveButton />}
      {isMe && (
        <Button busy={away.busy} onClick={() => away.run(!isAway)}>
          {say(isAway ? 'staff.comeBack' : 'staff.goAway')}
        </Button>
      )}
      {onChange !== null && (
        <Button aria-label={`${say('staff.change')}: ${say('staff.changeOf', { name: one.name })}`} onClick={onChange}>
          {say('staff.change')}
        </Button>
      )}
    </li>
  );
}

function LoadBar({ one: { name, load, capacity } }: { readonly one: StaffMember }) {
  const share = Math.min(100, (load / capacity) * 100);
  return (
    <div className="flex items-center gap-2" title={say('staff.loadOf', { name, load, capacity })}>
      <span className="h-1.5 w-20 overflow-hidden rounded-sm bg-sunken" aria-hidden>
        <span className="block h-full bg-accent" style={{ width: `${share}%` }} />
      </span>
      <span className="text-small text-muted tabular-nums">{say('staff.load', { load, capacity })}</span>
    </div>
  );
}

function StaffDialog({ one, onClose }: { readonly one: StaffMember; readonly onClose: () => void }) {
  const [skills, setSkills] = useState(lineOf(one.skills));
  const [languages, setLanguages] = useState(lineOf(one.languages));
  const [capacity, setCapacity] = useState(String(one.capacity));
  const save = useAct<void>(
    () => changeStaff(one.memberId, { skills: listOf(skills), languages: listOf(languages.toLowerCase()), capacity: Number(capacity) }),
    { done: say('screen.saved'), refresh: [staffQuery.queryKey], then: onClose },
  );
  const isNumber = Number.isInteger(Number(capacity)) && Number(capacity) >= 10 && Number(capacity) <= 1_000;
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('staff.changeOf', { name: one.name })}
      submit={say('screen.save')}
      onSubmit={() => save.run()}
      busy={save.busy}
      incomplete={!isNumber}
      error={save.error}
    >
      <TextField label={say('staff.skills')} hint={say('staff.skillsHint')} maxLength={400} value={skills} onChange={setSkills} />
      <TextField
        label={say('staff.languages')}
        hint={say('staff.languagesHint')}
        maxLength={80}
        value={languages}
        onChange={setLanguages}
      />
      <TextField
        label={say('staff.capacity')}
        hint={say('staff.capacityHint')}
        inputMode="numeric"
        maxLength={4}
        value={capacity}
        onChange={setCapacity}
      />
    </FormDialog>
  );
}
