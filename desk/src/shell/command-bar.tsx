/** ⌘K: everything that can be done here, by typing a few letters. Commands come from `commands.ts` and from the rail. */
import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Kbd } from '../parts/kbd.tsx';
import { settingsNames } from '../screens/settings/settings-names.ts';
import { openIncidentsOptions } from '../sync/incidents.ts';
import { keys, queryClient } from '../sync/query.ts';
import { chooseLanguage, say } from '../words/say.ts';
import { links } from '../links.ts';
import { openOverlay } from './overlay.ts';
import { chooseTheme } from './theme.ts';
import { matchCommands, useRegisteredCommands } from './commands.ts';
import type { Incident } from '@meanwhile/wire/incidents.ts';
import type { Command } from './commands.ts';
import { shownKey } from './key-map.ts';
import { navigation } from './navigation.tsx';
import { takeTyping } from './typed-ahead.ts';

function useEverything(): readonly Command[] {
  const here = useRegisteredCommands();
  const navigate = useNavigate();
  const incidents = useQuery(openIncidentsOptions).data;
  return useMemo(
    () => [
      ...here,
      ...ownSettings(navigate),
      ...toIncidents(navigate, incidents ?? []),
      ...navigation.map((entry) => ({
        id: entry.section,
        label: say(entry.words),
        group: say('command.go'),
        run: () => void navigate({ to: entry.to }),
      })),
    ],
    [here, navigate, incidents],
  );
}

/** All of them, and each that is open by its title. */
function toIncidents(navigate: ReturnType<typeof useNavigate>, open: readonly Incident[]): readonly Command[] {
  const group = say('command.go');
  return [
    { id: 'incidents', label: say('incidents.title'), group, run: () => void navigate({ to: links.incidents() }) },
    ...open.map(({ id, title }) => ({
      id: `incident-${id}`,
      label: say('incidents.pill', { title }),
      group,
      run: () => void navigate({ to: links.incident(id) }),
    })),
  ];
}

/** Every setting by its name, and what the menu of the person has. */
function ownSettings(navigate: ReturnType<typeof useNavigate>): readonly Command[] {
  const group = say('nav.settings');
  const permissions = new Set<string>(queryClient.getQueryData<{ readonly permissions: readonly string[] }>(keys.me)?.permissions);
  const sections = settingsNames
    .filter(({ permission }) => permission === null || permissions.has(permission))
    .map(({ name }) => ({
      id: `settings-${name}`,
      label: say(`settings.${name}`),
      group,
      run: () => void navigate({ to: links.settings(name) }),
    }));
  const themes = (['system', 'light', 'dark'] as const).map((theme) => ({
    id: `theme-${theme}`,
    label: `${say('menu.theme')}: ${say(`menu.theme.${theme}`)}`,
    group,
    run: () => chooseTheme(theme),
  }));
  const languages = (
    [
      ['en', 'English'],
      ['de', 'Deutsch'],
    ] as const
  ).map(([code, name]) => ({
    id: `language-${code}`,
    label: `${say('menu.language')}: ${name}`,
    group,
    run: () => void chooseLanguage(code),
  }));
  const help = { id: 'keys', label: say('menu.keys'), group, keys: '?', run: () => openOverlay('keys') };
  return [...sections, ...themes, ...languages, help];
}

export function CommandBar({ onClose }: { readonly onClose: () => void }) {
  const everything = useEverything();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const found = matchCommands(everything, query);
  const chosen = Math.min(at, found.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    // The bar gives the focus back first; the command may then move it.
    setTimeout(command.run, 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') run(found[chosen]);
    else if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          data-takes-keys
          className="pop-box fixed top-[12vh] left-1/2 z-50 flex max-h-[70vh] w-[calc(100vw-32px)] max-w-144 -translate-x-1/2 flex-col overflow-hidden"
        >
          <Dialog.Title className="sr-only">{say('command.title')}</Dialog.Title>
          <input
            autoFocus
            onFocus={() => setQuery((text) => text + takeTyping())}
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={chosen >= 0 ? `${listId}-${chosen}` : undefined}
            aria-label={say('command.placeholder')}
            placeholder={say('command.placeholder')}
            className="h-12 w-full border-b border-line bg-transparent px-4 text-lead outline-none"
            value={query}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
            }}
          />
          <ul id={listId} role="listbox" aria-label={say('command.list')} className="overflow-y-auto p-1">
            {found.map((command, index) => (
              <li
                key={command.id}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === chosen}
                ref={(element) => {
                  if (index === chosen) element?.scrollIntoView({ block: 'nearest' });
                }}
                onMouseMove={() => setAt(index)}
                onClick={() => run(command)}
                className={`flex min-h-9 items-center gap-3 rounded-sm px-3 ${index === chosen ? 'bg-sunken' : ''}`}
              >
                <span className="flex-1 truncate">{command.label}</span>
                <span className="text-small text-faint">{command.group}</span>
                {command.keys !== undefined && shownKey(command.keys) !== null && <Kbd>{shownKey(command.keys)}</Kbd>}
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className="px-4 py-6 text-center text-muted">{say('command.none', { query })}</p>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
