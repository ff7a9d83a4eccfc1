/** A note: dashed and on paper, so nobody mistakes it for something the customer can read. */
import type { Note } from '@meanwhile/wire/records.ts';
import { StickyNote } from 'lucide-react';
import { say } from '../../../words/say.ts';
import { clockWords, fullWords } from '../../../words/times.ts';
import { Forgotten, Text } from './message-body.tsx';

export function NoteItem({ note }: { readonly note: Note }) {
  return (
    <article
      aria-label={`${say('note.label')}, ${note.author.name}`}
      className="mx-4 my-2 flex flex-col gap-1 rounded border border-dashed border-edge bg-paper px-3 py-2 md:mx-6"
    >
      <header className="flex flex-wrap items-center gap-x-2 text-small">
        <StickyNote size={14} aria-hidden className="text-faint" />
        <span className="font-semibold">{note.author.name}</span>
        <span className="text-muted">{say('note.onlyTeam')}</span>
        <time dateTime={note.createdAt} title={fullWords(note.createdAt)} className="ml-auto text-muted">
          {clockWords(note.createdAt)}
        </time>
      </header>
      <div className="max-w-[72ch]">{note.text === '' ? <Forgotten /> : <Text text={note.text} />}</div>
    </article>
  );
}
