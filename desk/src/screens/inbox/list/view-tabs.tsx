/** The five views of the inbox, each with an address of its own and its figure. A tab always shows all of its view: choosing one takes filters away. */
import { Link } from '@tanstack/react-router';
import type { CaseCounts } from '@meanwhile/wire/case-list.ts';
import { links, views } from '../../../links.ts';
import type { View } from '../../../links.ts';
import { countWords } from '../../../sync/case-counts.ts';
import { showAll } from '../../../sync/list-choice.ts';
import { say } from '../../../words/say.ts';

/** So many letters and digits have room in one line of a list 360 px wide; with more, figures stand below the words. */
const lettersMost = 32;

const figureOf = (counts: CaseCounts | undefined, view: View): string =>
  counts === undefined || counts[view] === 0 ? '' : countWords(counts[view], counts.most);

export function ViewTabs({ view, counts }: { readonly view: View; readonly counts: CaseCounts | undefined }) {
  const letters = views.map((one) => say(`view.${one}`) + figureOf(counts, one)).join('');
  const isWide = letters.length > lettersMost;
  return (
    <nav aria-label={say('inbox.views')} className="flex min-w-0 flex-1 overflow-x-auto">
      {views.map((one) => (
        <Link
          key={one}
          to={links.inbox(one)}
          onClick={showAll}
          aria-current={one === view ? 'page' : undefined}
          className={`focus-inset -mb-px flex h-11 items-center border-b-2 px-1.5 text-small font-medium whitespace-nowrap transition-colors duration-100 ${isWide ? 'flex-col justify-center leading-tight' : 'gap-1'} ${
            one === view ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink'
          }`}
        >
          {say(`view.${one}`)}
          {counts !== undefined && counts[one] > 0 && <Count count={counts[one]} most={counts.most} />}
        </Link>
      ))}
    </nav>
  );
}

/** A figure beside its word; read out as “12 cases”. */
export function Count({ count, most }: { readonly count: number; readonly most: number }) {
  return (
    <>
      <span aria-hidden className="font-normal text-faint tabular-nums">
        {countWords(count, most)}
      </span>
      <span className="sr-only">, {say('list.count', { n: count })}</span>
    </>
  );
}
