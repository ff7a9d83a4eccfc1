/** The five views of the inbox, each with an address of its own. */
import { Link } from '@tanstack/react-router';
import { links, views } from '../../../links.ts';
import type { View } from '../../../links.ts';
import { say } from '../../../words/say.ts';

export function ViewTabs({ view }: { readonly view: View }) {
  return (
    <nav aria-label={say('inbox.views')} className="flex min-w-0 flex-1 overflow-x-auto">
      {views.map((one) => (
        <Link
          key={one}
          to={links.inbox(one)}
          aria-current={one === view ? 'page' : undefined}
          className={`focus-inset -mb-px flex h-11 items-center border-b-2 px-2 text-small font-medium whitespace-nowrap transition-colors duration-100 ${
            one === view ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink'
          }`}
        >
          {say(`view.${one}`)}
        </Link>
      ))}
    </nav>
  );
}
