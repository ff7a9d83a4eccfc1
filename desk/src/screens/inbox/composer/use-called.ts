/** What do `/` and `@` call here? Snippets and macros in a reply, colleagues in a note; the same two as commands and macros by their digit. */
import { fillIn, firstNameOf, textFor } from '@meanwhile/core/conversation/fill-in.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { Macro, Snippet } from '@meanwhile/wire/snippets.ts';
import { useMemo } from 'react';
import type { RefObject } from 'react';
import { useCommands } from '../../../shell/commands.ts';
import type { Command } from '../../../shell/commands.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useMe } from '../../../sync/me.ts';
import { useAgents } from '../../../sync/people.ts';
import { applyMacro, useMacros, useSnippets } from '../../../sync/snippets.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import { editDraft, readDraft } from './drafts.ts';
import type { FieldHandle } from './field-handle.ts';
import { fitting } from './suggest.ts';
import type { Asked } from './suggest.ts';
import type { Suggestion } from './suggestion-list.tsx';

export interface Calling {
  readonly row: CaseRow;
  readonly locale: string | null;
  readonly handle: RefObject<FieldHandle | null>;
  /** Shows the field for a reply, with the focus. */
  readonly onReply: () => void;
}

const firstWords = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 80);

export function useCalled({ row, locale, handle, onReply }: Calling): (asked: Asked) => readonly Suggestion[] {
  const snippets = useSnippets().data ?? none;
  const macros = useMacros().data ?? none;
  const agents = useAgents().data ?? none;
  const memberId = useMe().data?.memberId ?? null;
  const me = agents.find(({ id }) => id === memberId);

  const { insert, apply } = useInserting({ row, locale, handle }, me?.name ?? null);
  const commands = useMemo((): readonly Command[] => {
    const group = say('command.here');
    const inField = (act: () => void) => () => {
      onReply();
      // The field has the focus in the next turn.
      setTimeout(act, 50);
    };
    return [
      ...snippets.map((one): Command => ({
        id: `snippet-${one.id}`,
        label: say('snippet.insert', { name: one.name }),
        group,
        run: inField(() => insert(one, 0)),
      })),
      ...macros.map((one): Command => ({
        id: `macro-${one.id}`,
        label: say('macro.apply', { name: one.name }),
        group,
        ...(one.key === null ? {} : { keys: one.key }),
        run: inField(() => apply(one, 0)),
      })),
    ];
  }, [snippets, macros, insert, apply, onReply]);
  useCommands('composer', commands);
  useKeys(
    Object.fromEntries(
      macros.flatMap((macro) =>
        macro.key === null ? [] : [[macro.key, () => (macro.steps.text === null ? apply(macro, 0) : inReply(macro))]],
      ),
    ),
  );
  function inReply(macro: Macro): void {
    onReply();
    setTimeout(() => apply(macro, 0), 50);
  }

  return ({ trigger, word, length }) => {
    if (trigger === '@')
      return fitting(
        agents.filter(({ id }) => id !== memberId),
        word,
      ).map((one) => ({ id: one.id, name: one.name, hint: '', onChoose: () => handle.current?.replace(length, `@${one.name} `) }));
    return [
      ...fitting(snippets, word).map((one) => ({
        id: one.id,
        name: one.name,
        hint: firstWords(textFor(one.texts, locale)?.text ?? ''),
        onChoose: () => insert(one, length),
      })),
      ...fitting(macros, word).map((one) => ({
        id: one.id,
        name: one.name,
        hint: say('macro.apply', { name: firstWords(one.steps.text ?? '') }),
        onChoose: () => apply(one, length),
      })),
    ];
  };
}

/** Puts a snippet, or a macro's text, at the caret with its names filled in. */
function useInserting({ row, locale, handle }: Omit<Calling, 'onReply'>, agentName: string | null) {
  return useMemo(() => {
    const known = {
      customer: firstNameOf(row.customer.name),
      agent: agentName,
      case: String(row.number),
      due: row.dueAt === null ? null : momentWords(row.dueAt),
    };
    const put = (text: string, length: number) => handle.current?.replace(length, fillIn(text, known));
    return {
      insert: (snippet: Snippet, length: number) => put(textFor(snippet.texts, locale)?.text ?? '', length),
      apply: (macro: Macro, length: number) => {
        if (length > 0) handle.current?.replace(length, '');
        void applyMacro(row, macro, (text) => {
          const { text: before, html, pictures } = readDraft(row.id);
          put(text, 0);
          const after = readDraft(row.id).text;
          // What was written on since stays.
          return () => {
            if (readDraft(row.id).text === after) editDraft(row.id, { text: before, html, pictures });
          };
        });
      },
    };
  }, [row, agentName, locale, handle]);
}

const none: readonly never[] = [];
