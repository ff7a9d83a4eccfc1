/** How do I want to be told of what concerns me? Per kind by push and by mail, the hours for mail, and whether this browser shows notices. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { noticeKinds } from '@meanwhile/wire/notices.ts';
import type { NoticeSettings } from '@meanwhile/wire/notices.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Field, TextInput } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Switch } from '../../parts/switch.tsx';
import { useAct } from '../../sync/act.ts';
import { readerZone } from '../../sync/clock.ts';
import { saveNoticeSettings, settingsOptions } from '../../sync/notices.ts';
import { canPush, isPushOn, switchPushOff, switchPushOn } from '../../sync/push.ts';
import { currentLanguage, say } from '../../words/say.ts';

export function NoticesSection() {
  const settings = useQuery(settingsOptions);
  return (
    <Section title={say('settings.notices')} lead={say('notices.lead')}>
      <ThisBrowser />
      <QueryView of={settings}>{(saved) => <Ways saved={saved} />}</QueryView>
    </Section>
  );
}

function ThisBrowser() {
  const [isOn, setOn] = useState(false);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => void isPushOn().then(setOn), []);
  const change = useAct<boolean>(async (wanted) => {
    const done = wanted ? await switchPushOn() : (await switchPushOff(), true);
    setRefused(!done);
    setOn(await isPushOn());
  });
  if (!canPush()) return <p className="text-muted">{say('notices.noPush')}</p>;
  return (
    <>
      <Switch label={say('notices.browser')} hint={say('notices.browserHint')} checked={isOn} onChange={(wanted) => change.run(wanted)} />
      <FormError text={isRefused ? say('notices.refused') : change.error} />
    </>
  );
}

/** Monday first, in the reader's language. */
const dayNames = (): readonly string[] =>
  Array.from({ length: 7 }, (_, index) =>
    new Intl.DateTimeFormat(currentLanguage(), { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, 10, 23 + index)),
  );

function Ways({ saved }: { readonly saved: NoticeSettings }) {
  const [settings, setSettings] = useState(saved);
  const save = useAct<NoticeSettings>(saveNoticeSettings, { refresh: [settingsOptions.queryKey] });
  const change = (part: Partial<NoticeSettings>) => {
    const next = { ...settings, ...part };
    setSettings(next);
    save.run(next);
  };
  const { hours } = settings;
  return (
    <>
      <table className="w-full max-w-120 text-left">
        <thead>
          <tr className="text-small text-muted">
            <td />
            <th scope="col" className="p-2 font-medium">
              {say('notices.push')}
            </th>
            <th scope="col" className="p-2 font-medium">
              {say('notices.mail')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {noticeKinds.map((kind) => (
            <tr key={kind}>
              <th scope="row" className="py-2 font-normal">
                {say(`notices.kind.${kind}`)}
              </th>
              {(['push', 'mail'] as const).map((way) => (
                <td key={way} className="p-2">
                  <Checkbox
                    label={<span className="sr-only">{`${say(`notices.kind.${kind}`)}: ${say(`notices.${way}`)}`}</span>}
                    checked={settings[kind][way]}
                    onChange={(on) => change({ [kind]: { ...settings[kind], [way]: on } })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Switch
        label={say('notices.hours')}
        hint={say('notices.hoursHint')}
        checked={hours !== null}
        onChange={(on) => change({ hours: on ? { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', zone: readerZone() } : null })}
      />
      {hours !== null && (
        <fieldset className="flex flex-wrap items-end gap-4">
          <legend className="sr-only">{say('notices.hours')}</legend>
          <Field label={say('notices.from')}>
            <TextInput
              type="time"
              value={hours.from}
              onChange={(event) => change({ hours: { ...hours, from: event.target.value || hours.from } })}
            />
          </Field>
          <Field label={say('notices.to')}>
            <TextInput
              type="time"
              value={hours.to}
              onChange={(event) => change({ hours: { ...hours, to: event.target.value || hours.to } })}
            />
          </Field>
          <div className="flex flex-wrap gap-3">
            {dayNames().map((name, index) => (
              <Checkbox
                key={name}
                label={name}
                checked={hours.days.includes(index + 1)}
                onChange={(on) => {
                  const days = on ? [...hours.days, index + 1].toSorted((a, b) => a - b) : hours.days.filter((day) => day !== index + 1);
                  if (days.length > 0) change({ hours: { ...hours, days } });
                }}
              />
            ))}
          </div>
        </fieldset>
      )}
      <FormError text={save.error} />
    </>
  );
}
