/** “Ask the customer”: puts the link to the page of this case's open questions into the answer, with a sentence around it in the customer's language. */
import { detailsWords } from '@meanwhile/core/conversation/details-words.ts';
import { catalogueOf } from '@meanwhile/core/commitment/words/language.ts';
import type { DetailsRequest } from '@meanwhile/wire/fields.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useMemo } from 'react';
import type { RefObject } from 'react';
import { api } from '../../../links.ts';
import { notify } from '../../../parts/toast.tsx';
import { useCommands } from '../../../shell/commands.ts';
import { get } from '../../../sync/api.ts';
import { failedWords } from '../../../words/reason.ts';
import { say } from '../../../words/say.ts';
import { useOpenQuestions } from '../panel/open-questions.ts';
import type { FieldHandle } from './field-handle.ts';

export const askDetails = 'ask-details';

export function useDetails({
  row,
  locale,
  handle,
  onReply,
}: {
  readonly row: CaseRow;
  readonly locale: string | null;
  readonly handle: RefObject<FieldHandle | null>;
  readonly onReply: () => void;
}): void {
  const hasQuestions = useOpenQuestions(row).length > 0;
  const commands = useMemo(() => {
    if (!hasQuestions) return [];
    const insert = async (): Promise<void> => {
      try {
        const { url } = await get<DetailsRequest>(api.detailsRequest(row.id));
        if (url === null) notify({ title: say('details.none') });
        else {
          onReply();
          // The field has the focus in the next turn.
          setTimeout(() => handle.current?.replace(0, `${detailsWords[catalogueOf(locale ?? '')].invite} ${url}\n`), 50);
        }
      } catch (error) {
        notify({ title: failedWords(error), urgent: true });
      }
    };
    return [{ id: askDetails, label: say('details.ask'), group: say('command.here'), run: () => void insert() }];
  }, [hasQuestions, row.id, locale, handle, onReply]);
  useCommands('details', commands);
}
