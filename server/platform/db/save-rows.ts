/**
 * How do many rows travel in one statement? As one JSON parameter that `jsonb_to_recordset` takes apart, or, where every microsecond counts, as one
 * array for each column; no rows, no statement.
 */
import { sql, type RawBuilder } from 'kysely';
import { hot, type Transaction } from './transaction.ts';

/** `statement` is an `insert` that reads nothing but its rows: its plan never changes, so it is prepared. */
export async function insertRows(
  tx: Transaction,
  rows: readonly object[],
  statement: (json: string) => RawBuilder<unknown>,
): Promise<void> {
  if (rows.length > 0) await tx.run(hot(statement(JSON.stringify(rows.map(withoutNulls)))));
}

/**
 * `statement` joins its rows to a table. Planned anew each time: a plan kept from when the table was small reads all of it later (measured: 201
 * instead of 1,100 messages a second on a young database).
 */
export async function updateRows(
  tx: Transaction,
  rows: readonly object[],
  statement: (json: string) => RawBuilder<unknown>,
): Promise<void> {
  if (rows.length > 0) await tx.run(statement(JSON.stringify(rows.map(withoutNulls))));
}

/**
 * One column of many rows, as the text of an array for `unnest`; null where all of it is null, which `unnest` fills up. Half the database's time for
 * the same rows as JSON, and half of ours.
 */
export function columnOf(values: readonly (string | number | boolean | null)[]): string | null {
  let isEmpty = true;
  let text = '{';
  for (const [index, value] of values.entries()) {
    if (index > 0) text += ',';
    if (value === null) text += 'null';
    else {
      isEmpty = false;
      text += typeof value === 'string' ? element(value) : String(value);
    }
  }
  return isEmpty ? null : `${text}}`;
}

const arrayOf = { uuid: sql`uuid[]`, text: sql`text[]`, int: sql`int[]`, boolean: sql`boolean[]`, timestamptz: sql`timestamptz[]` };

/** `unnest(…) as r (…)` with these columns of the rows, in this order. What is a list or JSON goes as text and is cast where it is selected. */
export function columnsOf<Name extends string>(
  rows: readonly Readonly<Record<NoInfer<Name>, string | number | boolean | null>>[],
  types: Readonly<Record<Name, keyof typeof arrayOf>>,
): RawBuilder<unknown> {
  const names = Object.keys(types) as Name[];
  const columns = names.map((name) => sql`${columnOf(rows.map((row) => row[name]))}::${arrayOf[types[name]]}`);
  return sql`unnest(${sql.join(columns)}) as r (${sql.join(names.map((name) => sql.ref(name)))})`;
}

const bare = /^[\w:.+-]+$/;
const escaped = /["\\]/g;

function element(value: string): string {
  if (bare.test(value) && value.toLowerCase() !== 'null') return value;
  return `"${value.replace(escaped, '\\$&')}"`;
}

/** A field that is missing becomes null in the record set; half of a message's fields are null, and each costs both sides time. */
function withoutNulls(row: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) if (value !== null) kept[name] = value;
  return kept;
}
