/**
 * Which channels exist? Our own messenger and mail are named here; those at somebody else's provider bring themselves (`channels/providers.ts`).
 * It turns a channel's stored settings into the adapter's account and loads an adapter when it is first needed: the mail libraries alone cost
 * seconds of start and 100 MB.
 */
import * as providers from '@meanwhile/channels/providers.ts';
import { textIn, type ProviderChannel } from '@meanwhile/channels/contract/provider-channel.ts';
import type { ChannelAdapter } from '@meanwhile/channels/contract/channel-adapter.ts';
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import type { ChannelDescription } from '@meanwhile/channels/contract/capabilities.ts';
import { readReplyToken, verifyReplyToken } from '@meanwhile/channels/email/thread-token.ts';
import { readReturnPath, verifyReturnPath } from '@meanwhile/channels/email/return-path.ts';
import { emailDescription } from '@meanwhile/channels/email/email-description.ts';
import type { SigningKey } from '@meanwhile/channels/email/sign-mail.ts';
import { messengerDescription } from '@meanwhile/channels/messenger/messenger.ts';
import type { Keys } from './platform/keys.ts';
import type { ServerSettings } from './platform/platform.ts';

export type { SigningKey } from '@meanwhile/channels/email/sign-mail.ts';
export type { MailResolver } from '@meanwhile/channels/email/verify-sender.ts';
export type { MailSender } from '@meanwhile/channels/email/send-mail.ts';
export type { ImapBox, ImapHearing, ListedMail } from '@meanwhile/channels/email/imap-box.ts';
export { writeMessengerRecord } from '@meanwhile/channels/messenger/messenger-record.ts';
export type { SiteIdentity, SiteKey } from '@meanwhile/channels/messenger/site-identity.ts';

type ProviderType = keyof typeof providers;
export type ChannelType = 'messenger' | 'email' | ProviderType;

/** What the server keeps of a channel, secrets opened. */
export interface StoredChannel {
  readonly id: string;
  readonly type: ChannelType;
  readonly settings: Record<string, unknown>;
  readonly secrets: Readonly<Record<string, string>>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- accounts and payloads differ by channel; the pair (adapter, accountOf) fits.
export type AnyAdapter = ChannelAdapter<any, any, any>;

/** What an account is made of beside the channel: our own keys, and where the operator says that a provider answers. */
export interface AccountGround {
  readonly keys: Keys;
  readonly settings: Pick<ServerSettings, 'providerApiUrls' | 'publicUrl'>;
}

interface Entry {
  readonly description: ChannelDescription;
  load(): Promise<AnyAdapter>;
  accountOf(channel: StoredChannel, ground: AccountGround): unknown;
  /**
   * How is a time told here, and how does an answer get there? `page`: as a line under the customer's own message, on a page of ours, by our own stream with nothing to send. `mail`: by a mail, in threads that mails
   * name themselves. `chat`: by a message in the one conversation a customer has with us in somebody else's app.
   */
  readonly way: 'page' | 'mail' | 'chat';
  /** Of the identities an answer can go to; null where it goes to nobody's address. */
  readonly scheme: string | null;
  /** Opens it at the customer's with these words ready to be sent; null where there is no such link. */
  startLink(settings: Readonly<Record<string, unknown>>, text: string): string | null;
  /** Mail is read in a worker thread before it is processed; everything else at once. */
  readonly readFirst: boolean;
  /** What is stored of a message's HTML and shown of its text. Run where the message is read, since it costs time. */
  tidy(event: MessageEvent): Promise<{ html: string | null; visibleText: string | null }>;
}

export const channelRegistry: Readonly<Record<ChannelType, Entry>> = {
  messenger: {
    description: messengerDescription,
    load: once(async () => (await import('@meanwhile/channels/messenger/messenger.ts')).messenger),
    accountOf: (channel) => ({ allowedOrigins: stringsOf(channel.settings['allowedOrigins']) }),
    way: 'page',
    scheme: null,
    startLink: () => null,
    readFirst: false,
    tidy: plainText,
  },
  email: {
    description: emailDescription,
    load: once(async () => (await import('@meanwhile/channels/email/email.ts')).email),
    accountOf: (channel, { keys }) => {
      const address = textIn(channel.settings, 'address');
      return {
        address,
        displayName: textIn(channel.settings, 'senderName'),
        aliases: stringsOf(channel.settings['aliases']),
        trustedSealers: stringsOf(channel.settings['trustedSealers']),
        replyDomain: textIn(channel.settings, 'replyDomain', address.slice(address.lastIndexOf('@') + 1)),
        macKeys: mailKeys(keys),
        signingKey: signingKeyIn(channel.secrets),
      };
    },
    way: 'mail',
    scheme: 'email',
    startLink: ({ address }, text) =>
      typeof address === 'string' ? `mailto:${encodeURIComponent(address)}?body=${encodeURIComponent(text)}` : null,
    readFirst: true,
    async tidy(event) {
      const { sanitiseHtml } = await import('@meanwhile/channels/email/sanitise-html.ts');
      const { visibleText } = await import('@meanwhile/channels/email/visible-text.ts');
      const { visible } = visibleText(event.text);
      return { html: event.html === null ? null : sanitiseHtml(event.html), visibleText: visible === event.text ? null : visible };
    },
  },
  ...(Object.fromEntries(Object.entries(providers).map(([type, provider]) => [type, provided(type as ProviderType, provider)])) as Record<
    ProviderType,
    Entry
  >),
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- accounts and payloads differ by channel.
function provided(type: ProviderType, provider: ProviderChannel<any, any>): Entry {
  return {
    description: provider.description,
    load: once(() => provider.load()),
    accountOf: (channel, { settings }): unknown => {
      const ground = {
        webhookUrl: doorOf(type, channel.id, settings.publicUrl),
        apiUrl: settings.providerApiUrls[type] ?? provider.apiUrl,
      };
      return provider.accountOf(channel, ground) as unknown;
    },
    way: 'chat',
    scheme: provider.scheme,
    startLink: (settings, text) => {
      const name = textIn(settings, 'accountName');
      return name === '' ? null : (provider.startLink?.({ name, settings }, text) ?? null);
    },
    readFirst: false,
    tidy: plainText,
  };
}

/** Identities of these schemes are addresses an answer can go to. */
export const reachedSchemes: readonly string[] = Object.values(channelRegistry).flatMap(({ scheme }) => scheme ?? []);
/** Channels whose provider calls us. */
export const webhookTypes: readonly ChannelType[] = (Object.keys(channelRegistry) as ChannelType[]).filter(
  (type) => channelRegistry[type].description.inbound === 'webhook',
);

/** Where the provider of such a channel calls us. */
export const doorOf = (type: ChannelType, channelId: string, publicUrl: string): string => `${publicUrl}/in/${type}/${channelId}`;

/** Channels that can carry a notice to somebody's mail address. */
export const noticeChannelTypes: readonly ChannelType[] = ['email'];
/** Channels whose conversation can be read on our own hosted page. */
export const hostedChannelTypes: readonly ChannelType[] = ['messenger'];

/** Channels whose page follows from one minute to the next whether anybody is there. */
export const liveChannelTypes: readonly ChannelType[] = ['messenger'];

/** The first of these that is no channel of somebody else's provider. */
export const strayProvider = (apiUrls: Readonly<Record<string, string>>): string | null =>
  Object.keys(apiUrls).find((type) => !Object.hasOwn(providers, type)) ?? null;

export function isChannelType(type: string): type is ChannelType {
  return Object.hasOwn(channelRegistry, type);
}

/** Null where there is no such channel. */
export const wayOf = (type: string): Entry['way'] | null => (isChannelType(type) ? channelRegistry[type].way : null);

/** How long after a customer wrote there an answer may go out; null = as long as we like. */
export const windowOf = (type: string): number | null =>
  isChannelType(type) ? (channelRegistry[type].description.windows[0]?.durationMs ?? null) : null;

/** The same for what nobody writes by hand: of several windows the shortest. */
export function automaticWindowOf(type: string): number | null {
  const windows = isChannelType(type) ? channelRegistry[type].description.windows : [];
  return windows.length === 0 ? null : Math.min(...windows.map(({ durationMs }) => durationMs));
}

/** By which a customer gets there, known by this scheme; null where no link leads there. */
export function startLinkOf(
  type: string,
  settings: Readonly<Record<string, unknown>>,
): { readonly scheme: string; readonly link: (text: string) => string | null } | null {
  if (!isChannelType(type)) return null;
  const { scheme, startLink } = channelRegistry[type];
  return scheme === null ? null : { scheme, link: (text) => startLink(settings, text) };
}

/** A channel's key for its domain travels among its secrets, as JSON. */
function signingKeyIn(secrets: StoredChannel['secrets']): SigningKey | null {
  return secrets['signingKey'] === undefined ? null : (JSON.parse(secrets['signingKey']) as SigningKey);
}

/** Ids are one byte on the wire: the position counted from the oldest secret, so that a new secret changes no old id. */
export function mailKeys(keys: Keys): { id: number; secret: Uint8Array }[] {
  const all = keys.all('mail-thread');
  return all.map(({ key }, index) => ({ id: (all.length - index) % 256, secret: key }));
}

export interface ThreadTokens {
  /** Which conversation does this reply address name? Proves nothing yet. */
  conversationOf(localPart: string): string | null;
  /** For which of these audiences was it made? Null = not by us, or for nobody here. */
  audienceOf(localPart: string, candidates: { workspaceId: string; audienceIds: readonly string[] }): string | null;
}

/** Whose delivery does a return path name, and did we make it for this workspace? Null = not by us, or not for here. */
export function deliveryOfReturnPath(keys: Keys, localPart: string, workspaceId: string): string | null {
  const path = readReturnPath(localPart);
  return path !== null && verifyReturnPath(path, workspaceId, mailKeys(keys)) ? path.deliveryId : null;
}

/** Signed reply addresses are the one thread evidence that intake itself must check: it needs the conversation's people for it. */
export function threadTokens(keys: Keys): ThreadTokens {
  const macKeys = mailKeys(keys);
  return {
    conversationOf: (localPart) => readReplyToken(localPart)?.conversationId ?? null,
    audienceOf(localPart, candidates) {
      const token = readReplyToken(localPart);
      return token === null ? null : verifyReplyToken(token, candidates, macKeys);
    },
  };
}

/** There is no HTML, and all of the text is shown. */
async function plainText(): Promise<{ html: null; visibleText: null }> {
  return { html: null, visibleText: null };
}

/** Asked for every message: the import itself would be looked up each time. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => (loaded ??= load());
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
