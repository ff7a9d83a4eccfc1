/** Whose Page is it, and how does Meta begin and cease to call us for it? The questions asked of Meta before a message goes either way. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { ChannelDeps, Connected, Identified, NotConnected, Webhook } from '../contract/channel-adapter.ts';
import { callGraph, type Called } from './call-graph.ts';
import { idShape, type FacebookAccount } from './facebook-account.ts';
import { subscribedFields } from './facebook-description.ts';

const named = z.looseObject({ id: z.string().regex(idShape), name: z.string() });
const numbered = z.looseObject({ id: z.string().regex(idShape) });
const done = z.looseObject({ success: z.union([z.literal(true), z.literal('true')]) });

const wrongToken = 'Meta does not know this Page access token.';
const another: NotConnected = { ok: false, reason: 'credentials', detail: 'This is no access token of the Page with this ID.' };

/** The token says whose it is and which app it was made with; that a call is answered at all proves the app secret to be that app’s. */
export async function identify(account: FacebookAccount, deps: ChannelDeps): Promise<Identified> {
  const asked = await callGraph({ method: 'GET', path: ['me'], query: { fields: 'id,name' } }, account, deps);
  const who = named.safeParse(bodyIn(asked));
  if (!who.success) return notHad(asked, { credentials: wrongToken, refused: 'Meta did not say whose token this is.' });
  const { id, name } = who.data;
  if (id !== account.pageId) return another;
  const app = await callGraph({ method: 'GET', path: ['app'], query: { fields: 'id' } }, account, deps);
  const by = numbered.safeParse(bodyIn(app));
  if (!by.success) return notHad(app, { credentials: wrongToken, refused: 'Meta did not say which app the token was made with.' });
  const shown = boundedText(oneLine(name), limits.displayNameChars);
  return { ok: true, id, name: shown === '' ? id : shown, facts: { appId: by.data.id } };
}

/**
 * First the app is told where to call, and Meta calls there at once, showing our secret; then the Page is told to tell the app. An app has one address for
 * all its Pages: whatever was called before is not called any more.
 */
export async function connect(account: FacebookAccount, { url, secret }: Webhook, deps: ChannelDeps): Promise<Connected> {
  const fields = subscribedFields.join(',');
  const told = await callGraph(
    {
      method: 'POST',
      path: [account.appId, 'subscriptions'],
      body: new URLSearchParams({ object: 'page', callback_url: url, verify_token: secret, fields, include_values: 'true' }),
      asApp: true,
    },
    account,
    deps,
  );
  if (!isDone(told))
    return notHad(told, { credentials: 'Meta does not accept the app secret.', refused: 'Meta does not call our address.' });
  const joined = await callGraph(
    { method: 'POST', path: [account.pageId, 'subscribed_apps'], body: new URLSearchParams({ subscribed_fields: fields }) },
    account,
    deps,
  );
  return isDone(joined) ? { ok: true } : notHad(joined, { credentials: wrongToken, refused: 'The Page does not send us its messages.' });
}

/** The Page tells this app nothing more; the app’s address stays, and nothing comes to it. */
export async function disconnect(account: FacebookAccount, deps: ChannelDeps): Promise<void> {
  await callGraph({ method: 'DELETE', path: [account.pageId, 'subscribed_apps'] }, account, deps);
}

const bodyIn = (called: Called): unknown => (called.kind === 'answer' ? called.body : null);
const isDone = (called: Called): boolean => done.safeParse(bodyIn(called)).success;

/** What only time can help with: throttled, or Meta has troubles of its own. */
const passing: ReadonlySet<number> = new Set([2, 4, 17, 32, 613, 80_001, 80_006]);

export const isAway = (called: Called): boolean =>
  called.kind === 'lost' ||
  called.kind === 'other' ||
  (called.kind === 'refused' && (called.status >= 500 || called.status === 429 || passing.has(called.error.code)));

function notHad(called: Called, words: { readonly credentials: string; readonly refused: string }): NotConnected {
  if (isAway(called)) return { ok: false, reason: 'unreachable', detail: 'Meta does not answer.' };
  if (called.kind !== 'refused') return { ok: false, reason: 'refused', detail: words.refused };
  const { isWrongSecret, code, words: why } = called.error;
  if (isWrongSecret)
    return { ok: false, reason: 'credentials', detail: 'The app secret is not the one of the app that the token was made with.' };
  if (code === 190) return { ok: false, reason: 'credentials', detail: words.credentials };
  return { ok: false, reason: 'refused', detail: why === '' ? words.refused : `${words.refused} It says: ${why}` };
}
