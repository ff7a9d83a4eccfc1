/** Where to? A slim rail at the side, a bar at the bottom on narrow screens. */
import { Link, useLocation } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useMay } from '../sync/me.ts';
import { say } from '../words/say.ts';
import { navigationFor } from './navigation.tsx';

const NoticeBell = lazy(async () => ({ default: (await import('./notice-bell.tsx')).NoticeBell }));
const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

export function Rail() {
  const entries = navigationFor(useMay('shift:manage'));
  const path = useLocation({ select: (location) => location.pathname });
  // A conversation needs the whole of a narrow screen; its own arrow leads back.
  const isReading = /^\/inbox\/[^/]+\/./.test(path);
  return (
    <nav
      aria-label={say('nav.label')}
      className={`${isReading ? 'max-md:hidden' : ''} flex h-14 shrink-0 items-center justify-around border-t border-line bg-canvas px-2 md:h-full md:w-14 md:flex-col md:justify-start md:gap-1 md:border-t-0 md:border-r md:px-0 md:py-2`}
    >
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded focus:bg-raised focus:px-3 focus:py-2"
      >
        {say('shell.skip')}
      </a>
      {entries.map((entry) => {
        const here = path === entry.section || path.startsWith(`${entry.section}/`);
        return (
          <Link
            key={entry.section}
            to={entry.to}
            aria-label={say(entry.words)}
            aria-current={here ? 'page' : undefined}
            data-tip={say(entry.words)}
            className={`tip flex size-11 items-center justify-center rounded transition-colors duration-100 md:size-10 ${
              here ? 'bg-accent-soft text-accent-text' : 'text-muted hover:bg-sunken hover:text-ink'
            }`}
          >
            {entry.icon}
          </Link>
        );
      })}
      <div className="flex md:mt-auto md:flex-col md:gap-1">
        <Suspense fallback={<div className="h-11 w-22 md:h-21 md:w-10" />}>
          <NoticeBell />
          <UserMenu />
        </Suspense>
      </div>
    </nav>
  );
}
