/** What does the topic of this case ask for, and what do we know of it? Written where it stands; the server says what is a value. */
import { useQuery } from '@tanstack/react-query';
import type { CustomerFact } from '@meanwhile/wire/facts.ts';
import type { TopicField } from '@meanwhile/wire/fields.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Menu, MenuItem } from '../../../parts/menu.tsx';
import { useRegisteredCommands } from '../../../shell/commands.ts';
import { caseFieldsOptions, fillField, useTopicFields } from '../../../sync/case-fields.ts';
import { useMay } from '../../../sync/me.ts';
import { factsOptions } from '../../../sync/facts.ts';
import { valueWords } from '../../../words/fact-words.ts';
import { askDetails } from '../composer/use-details.ts';
import { factsHere } from '../composer/checks/writing-of.ts';
import { currentLanguage, say } from '../../../words/say.ts';
import { useOpenQuestions } from './open-questions.ts';

const plain = 'min-h-7 w-full min-w-0 truncate rounded-sm px-1.5 text-left enabled:hover:bg-sunken disabled:cursor-default';

export function CaseFieldList({ row }: { readonly row: CaseRow }) {
  const fields = (useTopicFields().data ?? []).filter((field) => field.topicId === null || field.topicId === row.topicId);
  const values = useQuery({ ...caseFieldsOptions(row.id), enabled: fields.length > 0 }).data ?? [];
  const facts = useQuery({ ...factsOptions(row.customer.id), enabled: fields.some((field) => field.factKind !== null) }).data ?? [];
  if (fields.length === 0) return null;
  return (
    <>
      <dl aria-label={say('panel.fields')} className="-mr-1.5 flex flex-col gap-1 pt-1">
        {fields.map((field) => (
          <div key={field.id} className="grid grid-cols-[6rem_1fr] items-center gap-1">
            <dt className="text-small text-faint wrap-anywhere">{field.name}</dt>
            <dd className="min-w-0">
              <Value
                key={`${row.id} ${field.id}`}
                row={row}
                field={field}
                value={values.find((one) => one.fieldId === field.id)?.value ?? null}
              />
              {!values.some((one) => one.fieldId === field.id) && <Known row={row} field={field} fact={knownFor(field, facts, row.id)} />}
            </dd>
          </div>
        ))}
      </dl>
      <AskCustomer row={row} />
    </>
  );
}

function AskCustomer({ row }: { readonly row: CaseRow }) {
  const hasQuestions = useOpenQuestions(row).length > 0;
  const ask = useRegisteredCommands().find((one) => one.id === askDetails);
  if (!hasQuestions || ask === undefined) return null;
  return (
    <Button size="small" className="mt-1 self-start" onClick={ask.run}>
      {say('details.ask')}
    </Button>
  );
}

/** What the customer said already, where it may stand in this field. */
function knownFor({ factKind, kind, name }: TopicField, facts: readonly CustomerFact[], caseId: string): CustomerFact | undefined {
  if (kind !== 'text' && !(kind === 'date' && factKind === 'birthday')) return undefined;
  const label = factKind === 'other' ? name.toLowerCase() : '';
  return factsHere(facts, caseId).find((one) => one.kind === factKind && one.label.toLowerCase() === label);
}

function Known({ row, field, fact }: { readonly row: CaseRow; readonly field: TopicField; readonly fact: CustomerFact | undefined }) {
  const mayWrite = useMay('case:write');
  if (fact === undefined || !mayWrite) return null;
  return (
    <button
      type="button"
      className={`${plain} whitespace-normal! text-small text-accent-text`}
      onClick={() => void fillField(row, field, fact.value)}
    >
      {say('panel.fieldKnown', { value: valueWords(fact) })}
    </button>
  );
}

interface ValueProps {
  readonly row: CaseRow;
  readonly field: TopicField;
  readonly value: string | null;
}

/** As the reader writes it; what is empty says whether it is needed. */
function wordsOf(field: TopicField, value: string | null): string {
  if (value === null) return say(field.required ? 'panel.fieldRequired' : 'panel.fieldEmpty');
  if (field.kind === 'date')
    return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(value));
  if (field.kind === 'number')
    return new Intl.NumberFormat(currentLanguage(), { useGrouping: false, maximumFractionDigits: 6 }).format(Number(value));
  return value;
}

function Value({ row, field, value }: ValueProps) {
  const mayWrite = useMay('case:write');
  const [text, setText] = useState<string | null>(null);
  const words = wordsOf(field, value);
  const name = `${field.name}: ${words}`;
  const shown = <span className={value === null ? 'text-muted' : ''}>{words}</span>;
  if (field.kind === 'choice') {
    return (
      <Menu
        trigger={
          <button type="button" disabled={!mayWrite} aria-label={name} className={plain}>
            {shown}
          </button>
        }
      >
        <MenuItem chosen={value === null} onSelect={() => void fillField(row, field, null)}>
          {say('panel.fieldEmpty')}
        </MenuItem>
        {field.choices.map((choice) => (
          <MenuItem key={choice} chosen={choice === value} onSelect={() => void fillField(row, field, choice)}>
            {choice}
          </MenuItem>
        ))}
      </Menu>
    );
  }
  if (text === null) {
    return (
      <button type="button" disabled={!mayWrite} aria-label={name} className={plain} onClick={() => setText(value ?? '')}>
        {shown}
      </button>
    );
  }
  const save = () => {
    setText(null);
    const next = text.trim() === '' ? null : text.trim();
    if (next !== value) void fillField(row, field, next);
  };
  return (
    <input
      className="field-box h-7"
      aria-label={field.name}
      autoFocus
      type={field.kind === 'date' ? 'date' : 'text'}
      inputMode={field.kind === 'number' ? 'decimal' : 'text'}
      maxLength={500}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        setText(null);
      }}
    />
  );
}
