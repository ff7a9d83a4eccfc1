/** Which sections do the settings have, in their order, and who may see which? Read by the screen and by the command bar; what is in them is each section's own. */
import type { Permission } from '@meanwhile/wire/permissions.ts';

/** A null permission: for everybody. */
export const settingsNames = [
  { name: 'security', permission: null },
  { name: 'keyboard', permission: null },
  { name: 'notices', permission: null },
  { name: 'workspace', permission: 'workspace:read' },
  { name: 'labels', permission: 'case:read' },
  { name: 'snippets', permission: 'case:read' },
  { name: 'wording', permission: 'channel:read' },
  { name: 'rules', permission: 'case:read' },
  { name: 'cards', permission: 'workspace:manage' },
  { name: 'tokens', permission: 'token:manage' },
  { name: 'webhooks', permission: 'webhook:manage' },
  { name: 'data', permission: 'workspace:read' },
  { name: 'log', permission: 'audit:read' },
] as const satisfies readonly { readonly name: string; readonly permission: Permission | null }[];
export type SettingsName = (typeof settingsNames)[number]['name'];
