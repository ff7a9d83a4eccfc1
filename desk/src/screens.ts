/** Which screens are there? One line each: the path, where it stands (`shell` with the rail, `bare` without) and its lazily loaded component. */
import type { ComponentType } from 'react';

export interface ScreenEntry {
  /** TanStack Router path, e.g. `/channels/$channelId`; `{-$name}` is optional. */
  readonly path: string;
  readonly frame: 'shell' | 'bare';
  readonly load: () => Promise<{ readonly Screen: ComponentType }>;
}

export const screens: readonly ScreenEntry[] = [
  { path: '/inbox/$view/{-$caseId}', frame: 'shell', load: () => import('./screens/inbox/inbox.tsx') },
  { path: '/sign-in', frame: 'bare', load: () => import('./screens/sign-in/sign-in.tsx') },
  { path: '/sign-in/link', frame: 'bare', load: () => import('./screens/sign-in/link-landing.tsx') },
  { path: '/join', frame: 'bare', load: () => import('./screens/sign-in/join.tsx') },
  { path: '/welcome', frame: 'bare', load: () => import('./screens/sign-in/welcome.tsx') },
  { path: '/today', frame: 'shell', load: () => import('./screens/today/today.tsx') },
  { path: '/incidents', frame: 'shell', load: () => import('./screens/incidents/incidents.tsx') },
  { path: '/incidents/$incidentId', frame: 'shell', load: () => import('./screens/incidents/incident.tsx') },
  { path: '/customers', frame: 'shell', load: () => import('./screens/customers/customers.tsx') },
  { path: '/customers/$customerId', frame: 'shell', load: () => import('./screens/customers/customer.tsx') },
  { path: '/channels', frame: 'shell', load: () => import('./screens/channels/channels.tsx') },
  { path: '/channels/$channelId', frame: 'shell', load: () => import('./screens/channels/channel.tsx') },
  { path: '/channels/$channelId/mailbox', frame: 'shell', load: () => import('./screens/channels/mailbox-set-up.tsx') },
  { path: '/channels/mailbox-sign-in/$provider', frame: 'shell', load: () => import('./screens/channels/mailbox-landing.tsx') },
  { path: '/team', frame: 'shell', load: () => import('./screens/team/team.tsx') },
  { path: '/settings/{-$section}', frame: 'shell', load: () => import('./screens/settings/settings.tsx') },
];
