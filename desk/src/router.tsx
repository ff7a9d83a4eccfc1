/** Which component answers which address? Builds the TanStack Router tree from `screens.ts`; each screen is its own chunk. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { links } from './links.ts';
import { ErrorState } from './parts/error-state.tsx';
import { screens } from './screens.ts';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: links.home(), replace: true });
  },
});
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  beforeLoad: () => {
    throw redirect({ to: links.home(), replace: true });
  },
});

const routeOf = (entry: (typeof screens)[number]) =>
  createRoute({
    getParentRoute: () => (entry.frame === 'shell' ? shell : root),
    path: entry.path,
    component: lazyRouteComponent(entry.load, 'Screen'),
  });

const inShell = screens.filter((entry) => entry.frame === 'shell').map(routeOf);
const bare = screens.filter((entry) => entry.frame === 'bare').map(routeOf);

export const router = createRouter({
  routeTree: root.addChildren([home, inbox, shell.addChildren(inShell), ...bare]),
  defaultPreload: 'intent',
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  // A part of the page that could not be fetched stays failed until the page is loaded anew; drafts are kept.
  defaultErrorComponent: () => <ErrorState onRetry={() => window.location.reload()} />,
  scrollRestoration: false,
});
