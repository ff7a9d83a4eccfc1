/** What is written into fields of a case is kept, noted of its customer where it says something of them, and told once. */
import { factValue } from '@meanwhile/core/identity/fact.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import type { CaseFields } from '@meanwhile/wire/fields.ts';
import { caseEvent, customerOfCase, noteFact, presentOne, type CaseFactsRow } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { saveValue, valuesOf, type FieldRow } from './field.store.ts';

export interface Filling {
  readonly field: FieldRow;
  /** As the field keeps it; null empties it. */
  readonly value: string | null;
}

/** `row`: locked. Gives what stands in the case's fields then. */
export async function fillFields(
  here: Here & { readonly actor: string },
  row: CaseFactsRow,
  fillings: readonly Filling[],
): Promise<CaseFields['items']> {
  const { tx, workspaceId, actor } = here;
  const before = await valuesOf(tx, workspaceId, row.id);
  const changed = fillings.filter(({ field, value }) => (before.find((one) => one.fieldId === field.id)?.value ?? null) !== value);
  if (changed.length === 0) return before;
  for (const { field, value } of changed) {
    await saveValue(tx, workspaceId, { caseId: row.id, fieldId: field.id }, value);
    if (value !== null) await noteFilled(here, { caseId: row.id, field, value });
  }
  const items = await valuesOf(tx, workspaceId, row.id);
  const event = caseEvent('case.changed', row, { case: await presentOne(tx, workspaceId, row), fields: items });
  await appendEvents(here, [{ ...event, actor }]);
  return items;
}

/** What a field says of the customer is known from now on; a value that cannot be read as that stays the case's alone. */
async function noteFilled(
  here: Here & { readonly actor: string },
  { caseId, field, value }: { readonly caseId: string; readonly field: FieldRow; readonly value: string },
): Promise<void> {
  if (field.fact_kind === null) return;
  const customer = await customerOfCase(here.tx, here.workspaceId, caseId);
  const read = factValue(field.fact_kind, value, { locale: customer.locale, nowAt: here.at });
  if (isRefusal(read)) return;
  await noteFact(here, customer.id, {
    kind: field.fact_kind,
    label: field.fact_kind === 'other' ? field.name : '',
    value: read,
    source: 'form',
    proof: 'claimed',
    messageId: null,
    caseId,
    by: here.actor,
  });
}
