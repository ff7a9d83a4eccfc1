/** Which screens stand in the rail? Only what exists. */
import { CalendarClock, Inbox, MessageSquare, Settings, Users, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { links } from '../links.ts';
import { screens } from '../screens.ts';
import type { WordKey } from '../words/say.ts';

export interface NavigationEntry {
  readonly to: string;
  readonly section: string;
  readonly words: WordKey;
  readonly icon: ReactNode;
}

const all: readonly NavigationEntry[] = [
  { to: links.today(), section: '/today', words: 'nav.today', icon: <CalendarClock size={20} aria-hidden /> },
  { to: links.home(), section: '/inbox', words: 'nav.inbox', icon: <Inbox size={20} aria-hidden /> },
  { to: links.customers(), section: '/customers', words: 'nav.customers', icon: <Users size={20} aria-hidden /> },
  { to: links.channels(), section: '/channels', words: 'nav.channels', icon: <MessageSquare size={20} aria-hidden /> },
  { to: links.team(), section: '/team', words: 'nav.team', icon: <UsersRound size={20} aria-hidden /> },
  { to: links.settings(), section: '/settings', words: 'nav.settings', icon: <Settings size={20} aria-hidden /> },
];

export const navigation: readonly NavigationEntry[] = all.filter(({ section }) =>
  screens.some(({ path }) => path === section || path.startsWith(`${section}/`)),
);

/** The day comes first for who plans it, the inbox for everybody else. */
export function navigationFor(plans: boolean): readonly NavigationEntry[] {
  const [today, inbox, ...rest] = navigation;
  return plans ? navigation : [inbox!, today!, ...rest];
}
