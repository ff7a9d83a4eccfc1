/** Why does this mail stand in this case, how sure is that, and what if it is wrong? One press takes it out; later mail like it follows. */
import type { Message } from '@meanwhile/wire/records.ts';
import { knownRow } from '../../../sync/cases.ts';
import { useMay } from '../../../sync/me.ts';
import { takeOut } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';
import { matchWords } from './match-words.ts';

export function MatchedLine({ message }: { readonly message: Message }) {
  const mayWrite = useMay('case:write');
  const matched = matchWords(message.matchReason);
  if (matched === undefined) return null;
  const row = knownRow(message.caseId);
  // What began the case, or continues it by nothing but its sender, was not placed by evidence that could be wrong.
  const isPlaced = !['first_contact', 'sender', 'by_link'].includes(message.matchReason ?? '');
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 text-small text-faint">
      {matched}
      {isPlaced && mayWrite && row !== undefined ? (
        <button type="button" className="rounded underline hover:text-ink" onClick={() => void takeOut(row, message.id)}>
          {say('message.notHere')}
        </button>
      ) : null}
    </p>
  );
}
