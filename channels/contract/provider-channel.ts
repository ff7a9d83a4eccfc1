/** What does the server need to know of a channel at somebody else's provider? All of it: the one line it adds to the registry names this. */
import type { ChannelDescription } from './capabilities.ts';
import type { ChannelAdapter } from './channel-adapter.ts';

/** What is kept of a connected account. Secrets are opened; `<name>Old` is the one before, good while a new one is being introduced. */
export interface StoredAccount {
  /** What its administrator typed that is no secret, what `identify` found (`accountId`, `accountName`, its facts). */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

export interface AccountGround {
  /** Where the provider is to call us. */
  readonly webhookUrl: string;
  /** The provider's API as the description names it, or what the operator put in its place. An origin, without a slash at its end. */
  readonly apiUrl: string;
}

export interface ProviderChannel<Account, Payload> {
  readonly description: ChannelDescription;
  /** Identities of this scheme are whom an answer goes to. */
  readonly scheme: string;
  /** The origin of the provider's API. */
  readonly apiUrl: string;
  /** Opens this channel at the customer's with these words ready to be sent, as a link; absent where there is no such link. `name` as `identify` gave it. */
  startLink?(account: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }, text: string): string | null;
  /** With the first message: imports cost time. */
  load(): Promise<ChannelAdapter<Account, Payload>>;
  accountOf(stored: StoredAccount, ground: AccountGround): Account;
}

/** A setting that is a text, or `missing`. */
export function textIn(kept: Readonly<Record<string, unknown>>, name: string, missing = ''): string {
  const value = kept[name];
  return typeof value === 'string' ? value : missing;
}

/** A secret and the one before it, newest first. */
export function secretsIn({ secrets }: StoredAccount, name: string): string[] {
  return [secrets[name], secrets[`${name}Old`]].filter((one) => one !== undefined && one !== '') as string[];
}
