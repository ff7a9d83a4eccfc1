/** Nothing lives at this address. */
import { Link } from '@tanstack/react-router';
import { links } from '../links.ts';
import { buttonClass } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { say } from '../words/say.ts';

export function NotFound() {
  return (
    <main className="flex h-full items-center">
      <EmptyState
        title={say('notFound.title')}
        lead={say('notFound.lead')}
        action={
          <Link to={links.home()} className={buttonClass()}>
            {say('notFound.toInbox')}
          </Link>
        }
      />
    </main>
  );
}
