/** How long is kept what customers said? Three periods; choosing a shorter one says first how many customers it would forget. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { previewRetention, retentionQuery, saveRetention } from './data-data.ts';
import type { Retention } from '@meanwhile/wire/retention.ts';

export function DataSection() {
  const retention = useQuery(retentionQuery);
  return (
    <Section title={say('keep.title')} lead={say('keep.lead')}>
      <QueryView of={retention}>{(found) => <RetentionForm key={JSON.stringify(found)} kept={found} />}</QueryView>
      <p className="max-w-160 text-small text-muted">{say('keep.backups')}</p>
    </Section>
  );
}

const days = [7, 14, 30, 90, 180, 365];
const months = [6, 12, 24, 36, 60, 84, 120];
const forGood = 'forGood';

function RetentionForm({ kept }: { readonly kept: Retention }) {
  const mayManage = useMay('workspace:manage');
  const [keep, setKeep] = useState(kept);
  const [wouldForget, setWouldForget] = useState<{ readonly n: number; readonly more: boolean } | null>(null);
  const save = useAct<void>(() => saveRetention(keep), {
    done: say('screen.saved'),
    refresh: [retentionQuery.queryKey],
    then: () => setWouldForget(null),
  });
  const look = useAct<void, { readonly customerCount: number; readonly more: boolean }>(() => previewRetention(keep), {
    then: ({ customerCount, more }) => (customerCount === 0 ? save.run() : setWouldForget({ n: customerCount, more })),
  });
  const change = (part: Partial<Retention>) => setKeep({ ...keep, ...part });
  return (
    <form
      noValidate
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        look.run();
      }}
    >
      <div className="grid w-full gap-4 sm:grid-cols-2">
        <Field label={say('keep.original')} hint={say('keep.originalHint')}>
          <Select
            options={withOwn(days, keep.originalDays).map((n) => ({ value: String(n), label: say('keep.days', { n }) }))}
            value={String(keep.originalDays)}
            onChange={(value) => change({ originalDays: Number(value) })}
            disabled={!mayManage}
          />
        </Field>
        <Field label={say('keep.quiet')} hint={say('keep.quietHint')}>
          <Select
            options={[{ value: forGood, label: say('keep.forGood') }, ...withOwn(months, keep.quietMonths).map(monthOption)]}
            value={String(keep.quietMonths ?? forGood)}
            onChange={(value) => change({ quietMonths: value === forGood ? null : Number(value) })}
            disabled={!mayManage}
          />
        </Field>
        <Field label={say('keep.spam')} hint={say('keep.spamHint')}>
          <Select
            options={[
              { value: forGood, label: say('keep.forGood') },
              ...withOwn(days, keep.spamDays).map((n) => ({ value: String(n), label: say('keep.days', { n }) })),
            ]}
            value={String(keep.spamDays ?? forGood)}
            onChange={(value) => change({ spamDays: value === forGood ? null : Number(value) })}
            disabled={!mayManage}
          />
        </Field>
      </div>
      <FormError text={look.error ?? (wouldForget === null ? save.error : null)} />
      {mayManage ? (
        <Button type="submit" weight="primary" busy={look.busy || save.busy}>
          {say('screen.save')}
        </Button>
      ) : (
        <p className="text-muted">{say('screen.notAllowed')}</p>
      )}
      <ConfirmDialog
        open={wouldForget !== null}
        onClose={() => setWouldForget(null)}
        title={say(wouldForget?.more === true ? 'keep.confirmMore' : 'keep.confirmTitle', { n: wouldForget?.n ?? 0 })}
        lead={say('keep.confirmLead')}
        confirm={say('keep.confirm')}
        onConfirm={() => save.run()}
        busy={save.busy}
        error={save.error}
      />
    </form>
  );
}

/** The usual choices, and what is set now where an API client chose something else. */
function withOwn(usual: readonly number[], own: number | null): number[] {
  return own === null || usual.includes(own) ? [...usual] : [...usual, own].toSorted((a, b) => a - b);
}

const monthOption = (n: number) => ({
  value: String(n),
  label: n % 12 === 0 ? say('keep.years', { n: n / 12 }) : say('keep.months', { n }),
});
