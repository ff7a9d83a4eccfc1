/**
 * Where does one sign in at Google and Microsoft, for what, and where does their mail lie? As their own documentation has it, November 2026.
 * No workspace can point these elsewhere: access tokens go to these hosts only.
 */
import type { MailProvider, MailWay } from '@meanwhile/wire/mailbox-sign-ins.ts';
import type { MailServer } from '@meanwhile/wire/mailboxes.ts';
import { providers } from './guess-provider.ts';

const graphUrl = 'https://graph.microsoft.com/v1.0';

export interface ProviderPlaces {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** Microsoft Graph with its version; null where there is none. */
  readonly graphUrl: string | null;
}

/** Tests' providers are on this machine; the product never asks there. */
export type PlacesForTests = Partial<Record<MailProvider, ProviderPlaces>>;

/** `directory`: Microsoft's tenant; null is `common`, everybody's. */
export function placesOf(provider: MailProvider, directory: string | null, forTests: PlacesForTests = {}): ProviderPlaces {
  const { imap, smtp } = providers[provider];
  const given = forTests[provider];
  if (given !== undefined) return given;
  if (provider === 'google')
    return {
      authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
      tokenUrl: 'https://oauth2.googleapis.com/token',
      imap,
      smtp,
      graphUrl: null,
    };
  const base = `https://login.microsoftonline.com/${encodeURIComponent(directory ?? 'common')}/oauth2/v2.0`;
  return { authorizeUrl: `${base}/authorize`, tokenUrl: `${base}/token`, imap, smtp, graphUrl };
}

export interface Wish {
  readonly provider: MailProvider;
  readonly sends: boolean;
  /** Only Microsoft has Graph. */
  readonly way: MailWay;
}

/** No more than is needed; Google has one scope for IMAP and SMTP together. */
export function scopesOf({ provider, sends, way }: Wish): string {
  if (provider === 'google') return 'openid email https://mail.google.com/';
  const rights =
    way === 'graph'
      ? ['Mail.Read', ...(sends ? ['Mail.Send'] : [])].map((right) => `https://graph.microsoft.com/${right}`)
      : ['IMAP.AccessAsUser.All', ...(sends ? ['SMTP.Send'] : [])].map((right) => `https://outlook.office.com/${right}`);
  return ['openid', 'email', 'profile', 'offline_access', ...rights].join(' ');
}

export interface Leaving extends Wish {
  readonly places: ProviderPlaces;
  readonly clientId: string;
  readonly redirectUrl: string;
  readonly state: string;
  readonly nonce: string;
  /** Base64url of the SHA-256 of the verifier (RFC 7636). */
  readonly challenge: string;
  /** The account one probably wants. */
  readonly address: string;
}

/** Where the browser goes. `prompt`: Google gives a refresh token only when consent is asked for anew; at Microsoft people often have several accounts. */
export function authorizeUrlOf(leaving: Leaving): string {
  const url = new URL(leaving.places.authorizeUrl);
  const fields = {
    client_id: leaving.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: leaving.redirectUrl,
    scope: scopesOf(leaving),
    state: leaving.state,
    nonce: leaving.nonce,
    code_challenge: leaving.challenge,
    code_challenge_method: 'S256',
    login_hint: leaving.address,
    ...(leaving.provider === 'google' ? { access_type: 'offline', prompt: 'consent' } : { prompt: 'select_account' }),
  };
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return url.href;
}
