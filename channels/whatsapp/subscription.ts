/**
 * How do messages of this number come to our door? Four things must hold at Meta: the app listens to messages at all, it is subscribed to the
 * business account, the number has our address in place of the app's own, and Meta has asked at our door and heard its word again.
 *
 * The address is set on the number and not on the account: an account has one address for all its numbers, so that the second number connected
 * would take the first one's messages away. What the app or the account already has is left as it is; another program may depend on it.
 */
import { z } from 'zod';
import type { ChannelDeps, Connected, NotConnected, Webhook } from '../contract/channel-adapter.ts';
import { callGraph, type Called, type GraphCall } from './call-graph.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';

const object = 'whatsapp_business_account';
const app = z.looseObject({ id: z.string() });
const apps = z.looseObject({ data: z.array(z.looseObject({ whatsapp_business_api_data: z.looseObject({ id: z.string() }) })) });
const addressed = z.looseObject({ webhook_configuration: z.looseObject({ phone_number: z.string().optional() }).optional() });
const fieldsShape = z.array(z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]));
const subscriptions = z.looseObject({
  data: z.array(z.looseObject({ object: z.string(), active: z.boolean().optional(), fields: fieldsShape.optional() })),
});

/** Asks and says it in this order; stops at the first no. */
export async function listen(account: WhatsappAccount, webhook: Webhook, deps: ChannelDeps): Promise<Connected> {
  const appId = await appIdOf(account, deps);
  if (typeof appId !== 'string') return appId;
  const ears = await openEars(appId, { account, webhook, deps });
  if (!ears.ok) return ears;
  const subscribed = await subscribe(appId, account, deps);
  return subscribed.ok ? setAddress(account, { override_callback_uri: webhook.url, verify_token: webhook.secret }, deps) : subscribed;
}

/**
 * Of this number alone, and only where the address is still ours. Whether the app listens and is subscribed stays as it is: both hold for every
 * number that it serves, here or elsewhere. Where the app itself got our address when it had none, its calls go on and find the door closed.
 */
export async function fallSilent(account: WhatsappAccount, deps: ChannelDeps): Promise<void> {
  const query = { fields: 'webhook_configuration' };
  const called = await callGraph({ method: 'GET', path: [account.phoneNumberId], query }, account, deps);
  const address = inShape(called, addressed)?.webhook_configuration?.phone_number;
  if (address === undefined || (account.webhookUrl !== null && address !== account.webhookUrl)) return;
  await setAddress(account, { override_callback_uri: '' }, deps);
}

/** Null where that cannot be seen now. */
export async function isSubscribed(account: WhatsappAccount, deps: ChannelDeps): Promise<boolean | null> {
  const appId = await appIdOf(account, deps);
  if (typeof appId !== 'string') return null;
  const read = inShape(await callGraph({ method: 'GET', path: [account.businessAccountId, 'subscribed_apps'] }, account, deps), apps);
  return read === null ? null : read.data.some(({ whatsapp_business_api_data: one }) => one.id === appId);
}

async function appIdOf(account: WhatsappAccount, deps: ChannelDeps): Promise<string | NotConnected> {
  const called = await callGraph({ method: 'GET', path: ['app'], query: { fields: 'id' } }, account, deps);
  return inShape(called, app)?.id ?? notConnected(called, 'Meta does not say which app the token belongs to.');
}

interface Ears {
  readonly account: WhatsappAccount;
  readonly webhook: Webhook;
  readonly deps: ChannelDeps;
}

/** An app that listens to nothing yet listens to messages, at our address; one that listens to something else has an address we must not change. */
async function openEars(appId: string, { account, webhook, deps }: Ears): Promise<Connected> {
  const ask = (call: Pick<GraphCall, 'method' | 'query'>) =>
    callGraph({ ...call, path: [appId, 'subscriptions'], asApp: appId }, account, deps);
  const called = await ask({ method: 'GET' });
  const read = inShape(called, subscriptions);
  if (read === null) return notConnected(called, 'Meta does not say what the app listens to.');
  const own = read.data.find((one) => one.object === object);
  if (own?.active !== false && own?.fields?.includes('messages') === true) return { ok: true };
  if (own !== undefined)
    return {
      ok: false,
      reason: 'refused',
      detail: 'The app does not listen to messages. In the app, under WhatsApp, Configuration, subscribe to the field “messages”.',
    };
  const query = { object, fields: 'messages', include_values: 'true', callback_url: webhook.url, verify_token: webhook.secret };
  return done(await ask({ method: 'POST', query }));
}

/** To be subscribed twice is to be subscribed once, but it would wipe out the address that somebody set on the account. */
async function subscribe(appId: string, account: WhatsappAccount, deps: ChannelDeps): Promise<Connected> {
  const path = [account.businessAccountId, 'subscribed_apps'];
  const called = await callGraph({ method: 'GET', path }, account, deps);
  const read = inShape(called, apps);
  if (read === null) return notConnected(called, 'Meta does not show this WhatsApp Business account.');
  if (read.data.some(({ whatsapp_business_api_data: one }) => one.id === appId)) return { ok: true };
  return done(await callGraph({ method: 'POST', path }, account, deps));
}

/** Meta asks at the address at once, and takes it only where that answers. */
const setAddress = async (account: WhatsappAccount, address: Readonly<Record<string, string>>, deps: ChannelDeps): Promise<Connected> =>
  done(await callGraph({ method: 'POST', path: [account.phoneNumberId], body: { webhook_configuration: address } }, account, deps));

const done = (called: Called): Connected => (called.kind === 'answer' ? { ok: true } : notConnected(called, 'Meta refused the address.'));

/** Null where it is no answer of this shape. */
function inShape<Shape extends z.ZodType>(called: Called, shape: Shape): z.output<Shape> | null {
  const read = called.kind === 'answer' ? shape.safeParse(called.body) : null;
  return read?.success === true ? read.data : null;
}

/** Why not, in Meta's words where it has any. */
export function notConnected(called: Called, otherwise: string): NotConnected {
  if (called.kind === 'lost' || called.kind === 'other') return { ok: false, reason: 'unreachable', detail: 'Meta does not answer.' };
  if (called.kind === 'answer') return { ok: false, reason: 'refused', detail: otherwise };
  const { code, words, isWrongSecret } = called.error;
  if (isWrongSecret)
    return { ok: false, reason: 'credentials', detail: 'The app secret is not the one of the app that the token belongs to.' };
  if (code === 190 || called.status === 401) return { ok: false, reason: 'credentials', detail: 'Meta does not know this token.' };
  return { ok: false, reason: 'refused', detail: words === '' ? otherwise : words };
}
