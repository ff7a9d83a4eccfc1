/** One thing found: whose it is, where, and the words looked for in it. What is found is the server's. */
import type { SearchHit } from '@meanwhile/wire/records.ts';
import { DueChip } from '../../../parts/due-chip.tsx';
import { useNow } from '../../../sync/clock.ts';
import { say } from '../../../words/say.ts';
import { shortWhen } from '../../../words/times.ts';
import { ChannelGlyph } from '../channel-glyph.tsx';
import { chipOf, nameOf } from '../list/due.ts';

/** The words looked for, marked where they begin a word of the text. */
function Marked({ text, wanted }: { readonly text: string; readonly wanted: string }) {
  const parts = wanted.split(/\s+/).filter(Boolean);
  if (parts.length === 0) return text;
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join('|')})`, 'giu')).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      <mark key={index} className="bg-transparent font-semibold text-ink underline decoration-accent decoration-2 underline-offset-2">
        {piece}
      </mark>
    ),
  );
}

export function Hit({ hit, wanted }: { readonly hit: SearchHit; readonly wanted: string }) {
  const nowAt = useNow();
  const row = hit.case;
  const chip = row === null ? null : chipOf(row, nowAt);
  return (
    <>
      <span className="flex w-full items-center gap-2">
        <span className="min-w-0 truncate font-medium">
          {row === null ? (hit.customer?.name ?? hit.customer?.identities[0]?.value ?? say('row.unnamed')) : nameOf(row)}
        </span>
        {row !== null && <ChannelGlyph type={row.channelType} />}
        {row !== null && <span className="shrink-0 text-small text-faint">{say('row.number', { n: row.number })}</span>}
        <span className="ml-auto shrink-0 text-small text-faint">{say(`search.kind.${hit.kind}`)}</span>
        {chip === null ? (
          <span className="shrink-0 text-small text-faint">{shortWhen(hit.at, nowAt)}</span>
        ) : (
          <DueChip tone={chip.tone} words={chip.words} />
        )}
      </span>
      <span className="w-full truncate text-small text-muted">
        <Marked text={hit.excerpt} wanted={wanted} />
      </span>
    </>
  );
}
