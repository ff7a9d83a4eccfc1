/** What surrounds every screen once signed in? Rail, offline banner, command bar and the stream's lifetime. Without a session it leads to sign-in. */
import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { links } from '../links.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { lazyPart } from '../parts/lazy-part.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { isProblem } from '../sync/api.ts';
import { useMe } from '../sync/me.ts';
import { useStream } from '../sync/use-stream.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { useGlobalKeys } from './global-keys.ts';
import { closeOverlay, useOverlay } from './overlay.ts';
import { Rail } from './rail.tsx';

const { Part: CommandBar, fetch: fetchCommandBar } = lazyPart(async () => (await import('./command-bar.tsx')).CommandBar);
const KeyHelp = lazy(async () => ({ default: (await import('./key-help.tsx')).KeyHelp }));

export function Shell() {
  const me = useMe();
  const navigate = useNavigate();
  const signedOut = isProblem(me.error, 'not_signed_in', 'second_factor_needed');
  const here = window.location.pathname + window.location.search;
  useEffect(() => {
    if (signedOut) void navigate({ to: links.signIn(here === '/' ? undefined : here), replace: true });
  }, [signedOut, navigate, here]);

  if (me.data === undefined) {
    if (me.error !== null && !signedOut) return <ErrorState onRetry={() => void me.refetch()} />;
    return <Skeleton />;
  }
  return <SignedIn since={me.data.streamCursor} />;
}

function SignedIn({ since }: { readonly since: string }) {
  useStream(since);
  useGlobalKeys();
  const overlay = useOverlay();
  useEffect(() => {
    const timer = setTimeout(() => void fetchCommandBar(), 1_500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="flex h-full flex-col-reverse md:flex-row">
      <Rail />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ConnectionBanner />
        <div className="flex min-h-0 flex-1" id="content">
          <Suspense fallback={<Skeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </div>
      <Suspense fallback={null}>
        {overlay === 'commands' && <CommandBar onClose={closeOverlay} />}
        {overlay === 'keys' && <KeyHelp onClose={closeOverlay} />}
      </Suspense>
    </div>
  );
}
