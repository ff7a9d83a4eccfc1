/** Which snippets and macros does the team keep? Two short lists, and applying a macro to a case with its undo. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { Macro, MacroApplied, Snippet } from '@meanwhile/wire/snippets.ts';
import { api } from '../links.ts';
import { notify } from '../parts/toast.tsx';
import { failedWords } from '../words/reason.ts';
import { say } from '../words/say.ts';
import { get, post } from './api.ts';
import type { Listing } from './api.ts';
import { putRow } from './cases.ts';

const listOf = <Item>(queryKey: readonly string[], path: string) =>
  queryOptions({ queryKey, queryFn: async ({ signal }) => (await get<Listing<Item>>(path, { limit: 200 }, signal)).items });

export const snippetKeys = { snippets: ['snippets'], macros: ['macros'] } as const;
export const useSnippets = (enabled = true) => useQuery({ ...listOf<Snippet>(snippetKeys.snippets, api.snippets()), enabled });
export const useMacros = (enabled = true) => useQuery({ ...listOf<Macro>(snippetKeys.macros, api.macros()), enabled });

/** The text of a macro goes to `onText`, its undo takes it out again with the rest. */
export async function applyMacro(row: CaseRow, macro: Macro, onText: (text: string) => () => void): Promise<void> {
  try {
    const done = await post<MacroApplied>(api.verb(row.id, 'macro'), { macroId: macro.id });
    putRow(done.case);
    const takeBack = done.text === null || done.text === '' ? () => undefined : onText(done.text);
    notify({
      title: say('macro.done', { name: macro.name }),
      undo: () => {
        takeBack();
        void undoMacro(row, done.appliedId);
      },
    });
  } catch (error) {
    notify({ title: failedWords(error), urgent: true });
  }
}

async function undoMacro(row: CaseRow, appliedId: string): Promise<void> {
  try {
    putRow(await post<CaseRow>(api.verb(row.id, 'undo-macro'), { appliedId }));
  } catch (error) {
    notify({ title: failedWords(error), urgent: true });
  }
}
