/** What can be set for the workspace and for oneself? Sections with addresses of their own; only those one may use are shown. */
import { Link } from '@tanstack/react-router';
import { links } from '../../links.ts';
import { Page } from '../../parts/page.tsx';
import { useNamedParts } from '../../route-params.ts';
import { useMe } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { KeyboardSection } from './keyboard-section.tsx';
import { LabelsSection } from './labels-section.tsx';
import { DataSection } from './data-section.tsx';
import { LogSection } from './log-section.tsx';
import { NoticesSection } from './notices-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SnippetsSection } from './snippets-section.tsx';
import { TokensSection } from './tokens-section.tsx';
import { WebhooksSection } from './webhooks-section.tsx';
import { WorkspaceSection } from './workspace-section.tsx';
import type { ComponentType } from 'react';
import type { Permission } from '@meanwhile/wire/permissions.ts';

interface SettingsSection {
  readonly name: 'workspace' | 'security' | 'tokens' | 'webhooks' | 'labels' | 'snippets' | 'notices' | 'keyboard' | 'data' | 'log';
  /** Null = for everybody. */
  readonly permission: Permission | null;
  readonly Content: ComponentType;
}

const all: readonly SettingsSection[] = [
  { name: 'security', permission: null, Content: SecuritySection },
  { name: 'keyboard', permission: null, Content: KeyboardSection },
  { name: 'notices', permission: null, Content: NoticesSection },
  { name: 'workspace', permission: 'workspace:read', Content: WorkspaceSection },
  { name: 'labels', permission: 'case:read', Content: LabelsSection },
  { name: 'snippets', permission: 'case:read', Content: SnippetsSection },
  { name: 'tokens', permission: 'token:manage', Content: TokensSection },
  { name: 'webhooks', permission: 'webhook:manage', Content: WebhooksSection },
  { name: 'data', permission: 'workspace:read', Content: DataSection },
  { name: 'log', permission: 'audit:read', Content: LogSection },
];

export function Screen() {
  const { section } = useNamedParts();
  const permissions = useMe().data?.permissions ?? [];
  const sections = all.filter(({ permission }) => permission === null || permissions.includes(permission));
  const chosen = sections.find(({ name }) => name === section) ?? sections.find(({ name }) => name === 'workspace') ?? sections[0];
  if (chosen === undefined) return null;
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
        <chosen.Content />
      </div>
    </Page>
  );
}
