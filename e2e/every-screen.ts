/**
 * Which addresses show every screen of the desk? By the paths of `desk/src/screens.ts` itself, so that a screen added there and not here is
 * missed aloud. Read as text: its lazy imports are a browser's. It opens nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsNames } from '../desk/src/screens/settings/settings-names.ts';
import type { Believable } from './believable.ts';
import type { Shop } from './harness.ts';

/** Paths of `desk/src/screens.ts`, in its order. */
export function screenPaths(): string[] {
  const text = readFileSync(join(import.meta.dirname, '../desk/src/screens.ts'), 'utf8');
  return [...text.matchAll(/\{ path: '([^']+)', frame: /g)].map((match) => match[1]!);
}

/** By a screen's path: the addresses to look at, each with a name for the report. Those of `before` are seen by whoever has not signed in. */
export interface EveryScreen {
  readonly signedIn: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly before: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function everyScreen(
  shop: Pick<Shop, 'messengerId' | 'mailChannelId'> & { readonly incidentId: string },
  made: Believable,
): EveryScreen {
  return {
    signedIn: {
      '/today': { today: '/today' },
      '/incidents': { incidents: '/incidents' },
      '/incidents/$incidentId': { incident: `/incidents/${shop.incidentId}` },
      '/inbox/$view/{-$caseId}': {
        inbox: '/inbox/next',
        'inbox with a case': `/inbox/all/${made.caseIds[0]}`,
        'inbox with a mail': `/inbox/all/${made.mailCaseId}`,
        'no such page': '/inbox/all/00000000-0000-7000-8000-000000000000',
      },
      '/customers': { customers: '/customers' },
      '/customers/$customerId': { customer: `/customers/${made.customerId}` },
      '/channels': { channels: '/channels' },
      '/channels/$channelId': { messenger: `/channels/${shop.messengerId}`, email: `/channels/${shop.mailChannelId}` },
      '/channels/$channelId/mailbox': { mailbox: `/channels/${shop.mailChannelId}/mailbox` },
      '/channels/mailbox-sign-in/$provider': { 'back from Google': '/channels/mailbox-sign-in/google?error=access_denied' },
      '/team': { team: '/team' },
      '/settings/{-$section}': {
        settings: '/settings',
        ...Object.fromEntries(settingsNames.map(({ name }) => [`settings: ${name}`, `/settings/${name}`])),
      },
      '/welcome': { welcome: '/welcome' },
    },
    before: {
      '/sign-in': { 'sign in': '/sign-in' },
      '/sign-in/link': { 'a link that is gone': '/sign-in/link#t=x' },
      '/join': { 'an invitation that is gone': '/join#t=x' },
    },
  };
}
