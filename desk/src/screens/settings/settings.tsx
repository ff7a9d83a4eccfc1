/** What can be set for the workspace and for oneself? Sections with addresses of their own; only those one may use are shown. */
import { Link } from '@tanstack/react-router';
import { links } from '../../links.ts';
import { Page } from '../../parts/page.tsx';
import { useNamedParts } from '../../route-params.ts';
import { useMe } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { CardsSection } from './cards-section.tsx';
import { KeyboardSection } from './keyboard-section.tsx';
import { LabelsSection } from './labels-section.tsx';
import { DataSection } from './data-section.tsx';
import { LogSection } from './log-section.tsx';
import { NoticesSection } from './notices-section.tsx';
import { RulesSection } from './rules-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SnippetsSection } from './snippets-section.tsx';
import { TokensSection } from './tokens-section.tsx';
import { WebhooksSection } from './webhooks-section.tsx';
import { WordingSection } from './wording-section.tsx';
import { WorkspaceSection } from './workspace-section.tsx';
import type { ComponentType } from 'react';
import { settingsNames } from './settings-names.ts';
import type { SettingsName } from './settings-names.ts';

const contents: Readonly<Record<SettingsName, ComponentType>> = {
  security: SecuritySection,
  keyboard: KeyboardSection,
  notices: NoticesSection,
  workspace: WorkspaceSection,
  labels: LabelsSection,
  snippets: SnippetsSection,
  wording: WordingSection,
  rules: RulesSection,
  cards: CardsSection,
  tokens: TokensSection,
  webhooks: WebhooksSection,
  data: DataSection,
  log: LogSection,
};

export function Screen() {
  const { section } = useNamedParts();
  const permissions = useMe().data?.permissions ?? [];
  const sections = settingsNames.filter(({ permission }) => permission === null || permissions.includes(permission));
  const chosen = sections.find(({ name }) => name === section) ?? sections.find(({ name }) => name === 'workspace') ?? sections[0];
  if (chosen === undefined) return null;
  const Content = contents[chosen.name];
  return (
    <Page title={say('settings.title')}>
      <nav aria-label={say('settings.title')} className="-mx-1 flex flex-wrap gap-1 border-b border-line pb-2">
        {sections.map(({ name }) => (
          <Link
            key={name}
            to={links.settings(name)}
            aria-current={name === chosen.name ? 'page' : undefined}
            className="rounded px-2.5 py-1.5 font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-text"
          >
            {say(`settings.${name}`)}
          </Link>
        ))}
      </nav>
      <div className="-mt-6 flex flex-col gap-6 [&>section:first-child]:border-t-0">
        <Content />
      </div>
    </Page>
  );
}
