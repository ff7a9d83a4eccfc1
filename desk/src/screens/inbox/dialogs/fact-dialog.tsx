/** What did the customer say, and what is it? Read leniently; where it can be two things, both are offered. */
import { factKinds, guessFact, readFact } from '@meanwhile/core/identity/fact.ts';
import type { FactKind } from '@meanwhile/core/identity/fact.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Field } from '../../../parts/field.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { Select } from '../../../parts/select.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { useAct } from '../../../sync/act.ts';
import { readClock } from '../../../sync/clock.ts';
import { factsKey, noteFact } from '../../../sync/facts.ts';
import { valueWords } from '../../../words/fact-words.ts';
import { currentLanguage, say } from '../../../words/say.ts';
import { takeSelected } from '../thread/selected-text.ts';

const asked = () => ({ locale: currentLanguage(), nowAt: readClock() });

export function FactDialog({ row, onClose }: { readonly row: CaseRow; readonly onClose: () => void }) {
  const [selected] = useState(takeSelected);
  const [value, setValue] = useState(selected?.text ?? '');
  const [kind, setKind] = useState<FactKind>(() => (selected === null ? 'order' : guessFact(selected.text, asked())));
  const [label, setLabel] = useState('');
  const reading = readFact(kind, value, asked());
  const place = selected === null ? { caseId: row.id } : { messageId: selected.messageId };
  const act = useAct(
    (meant: string, key) => noteFact(row.customer.id, { kind, value: meant, ...(kind === 'other' ? { label } : {}), ...place }, key),
    { refresh: [factsKey(row.customer.id)], then: onClose, words: { fact_invalid: 'facts.invalid', fact_unclear: 'facts.which' } },
  );
  const isTyped = value.trim() !== '';
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('facts.dialog')}
      lead={say('facts.dialogLead')}
      submit={say('facts.save')}
      onSubmit={() => reading.read === 'one' && act.run(reading.value)}
      busy={act.busy}
      incomplete={reading.read !== 'one' || (kind === 'other' && label.trim() === '')}
      error={act.error}
    >
      <TextField
        label={say('facts.value')}
        value={value}
        onChange={setValue}
        maxLength={500}
        autoFocus
        {...(isTyped && reading.read === 'none' ? { error: say('facts.invalid') } : {})}
        {...(reading.read === 'one' && reading.value !== value.trim() ? { hint: valueWords({ kind, value: reading.value }) } : {})}
      />
      <Field label={say('facts.kind')}>
        <Select options={factKinds.map((one) => ({ value: one, label: say(`facts.kind.${one}`) }))} value={kind} onChange={setKind} />
      </Field>
      {kind === 'other' && <TextField label={say('facts.label')} value={label} onChange={setLabel} maxLength={60} />}
      {reading.read === 'several' && (
        <div role="group" aria-label={say('facts.which')} className="flex flex-col gap-2">
          <p>{say('facts.which')}</p>
          <div className="flex flex-wrap gap-2">
            {reading.values.map((one) => (
              <Button key={one} onClick={() => act.run(one)}>
                {valueWords({ kind, value: one })}
              </Button>
            ))}
          </div>
        </div>
      )}
    </FormDialog>
  );
}
