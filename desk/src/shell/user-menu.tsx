/** Who am I here? Workspace switcher, appearance, language, keys, sign out. */
import { useNavigate } from '@tanstack/react-router';
import { BookOpen, Keyboard, LogOut } from 'lucide-react';
import { useState } from 'react';
import { links } from '../links.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../parts/menu.tsx';
import { notify } from '../parts/toast.tsx';
import { useAgents } from '../sync/people.ts';
import { signOut, switchWorkspace, useMe } from '../sync/me.ts';
import { failedWords } from '../words/reason.ts';
import { chooseLanguage, say, useLanguage } from '../words/say.ts';
import { openOverlay } from './overlay.ts';
import { chosenTheme, chooseTheme } from './theme.ts';
import type { Theme } from './theme.ts';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const languages = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
] as const;

export function UserMenu() {
  const me = useMe().data;
  // The name the team knows; the account may have none, or another.
  const agents = useAgents().data;
  const name = agents?.find(({ id }) => id === me?.memberId)?.name ?? me?.user?.name ?? me?.user?.email ?? null;
  const language = useLanguage();
  const navigate = useNavigate();
  const [theme, setTheme] = useState(chosenTheme);
  const leave = async () => {
    try {
      await signOut();
      await navigate({ to: links.signIn() });
    } catch (error) {
      notify({ title: failedWords(error) });
    }
  };
  return (
    <Menu
      side="right"
      align="end"
      trigger={
        <button
          type="button"
          aria-label={say('menu.you')}
          className="flex size-11 items-center justify-center rounded hover:bg-sunken md:size-10"
        >
          <Avatar name={name} tone="accent" />
        </button>
      }
    >
      <MenuLabel>
        <span className="block max-w-60 truncate text-base font-medium text-ink">{name}</span>
        <span className="block max-w-60 truncate">{me?.user?.email}</span>
      </MenuLabel>
      {me?.memberships.map((membership) => (
        <MenuItem
          key={membership.workspaceId}
          chosen={membership.workspaceId === me.workspaceId}
          onSelect={() => {
            if (membership.workspaceId !== me.workspaceId) switchWorkspace(membership.workspaceId);
          }}
        >
          {membership.name}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuLabel>{say('menu.theme')}</MenuLabel>
      {themes.map((one) => (
        <MenuItem
          key={one}
          chosen={theme === one}
          onSelect={() => {
            chooseTheme(one);
            setTheme(one);
          }}
        >
          {say(`menu.theme.${one}`)}
        </MenuItem>
      ))}
      <MenuLabel>{say('menu.language')}</MenuLabel>
      {languages.map(({ code, name }) => (
        <MenuItem key={code} chosen={language === code} onSelect={() => void chooseLanguage(code)}>
          {name}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={<Keyboard size={16} aria-hidden />} keys="?" onSelect={() => openOverlay('keys')}>
        {say('menu.keys')}
      </MenuItem>
      <MenuItem icon={<BookOpen size={16} aria-hidden />} onSelect={() => window.open('/guide', '_blank', 'noopener')}>
        {say('menu.guide')}
      </MenuItem>
      <MenuItem icon={<LogOut size={16} aria-hidden />} onSelect={() => void leave()}>
        {say('menu.signOut')}
      </MenuItem>
    </Menu>
  );
}
