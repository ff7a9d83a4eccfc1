/** Is the token still good, does the Page still tell the app, and does the app still call us? What Meta says when it is asked, in words. */
import { z } from 'zod';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { AccountHealth, ChannelDeps } from '../contract/channel-adapter.ts';
import { callGraph, type Called } from './call-graph.ts';
import { isAway } from './connect-account.ts';
import type { FacebookAccount } from './facebook-account.ts';

/** Without these nothing is sent, and nothing told. */
const permissions = ['pages_messaging', 'pages_manage_metadata'];
/** While there is still time to make another token. */
const soonMs = 7 * 86_400_000;

/** Of a call that the app makes: its secret, and the app itself. */
const wrongApp: ReadonlySet<number> = new Set([101, 190]);

const token = z.looseObject({
  data: z.looseObject({
    is_valid: z.boolean(),
    /** In seconds; 0: never. */
    expires_at: z.number().optional(),
    scopes: z.array(z.string()).optional(),
  }),
});
const apps = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), subscribed_fields: z.array(z.string()).optional() })),
});
const subscriptions = z.looseObject({
  data: z.array(z.looseObject({ object: z.string(), callback_url: z.string().optional(), active: z.boolean().optional() })),
});

export async function health(account: FacebookAccount, deps: ChannelDeps): Promise<AccountHealth> {
  const { pageId, pageToken, appId } = account;
  // Asked by the app, which may look at any token of its own: it is told of one that is good no longer, too.
  const looked = await callGraph({ method: 'GET', path: ['debug_token'], query: { input_token: pageToken }, asApp: true }, account, deps);
  const ofToken = tokenProblems(looked, deps.clock.nowAt());
  if (ofToken.isFinal) return { ok: false, problems: ofToken.problems };
  const [told, called] = await Promise.all([
    callGraph({ method: 'GET', path: [pageId, 'subscribed_apps'] }, account, deps),
    callGraph({ method: 'GET', path: [appId, 'subscriptions'], asApp: true }, account, deps),
  ]);
  const problems = [...new Set([...ofToken.problems, ...pageProblems(told, account), ...addressProblems(called, account)])];
  return { ok: problems.length === 0, problems };
}

const bodyIn = (called: Called): unknown => (called.kind === 'answer' ? called.body : null);

/** Final: nothing else need be asked. */
function tokenProblems(looked: Called, nowAt: Instant): { readonly isFinal: boolean; readonly problems: readonly string[] } {
  if (isAway(looked)) return { isFinal: true, problems: ['Meta does not answer'] };
  if (looked.kind === 'refused' && (looked.error.isWrongSecret || wrongApp.has(looked.error.code)))
    return { isFinal: true, problems: ['Meta does not accept the app secret any more'] };
  const read = token.safeParse(bodyIn(looked));
  if (!read.success) return { isFinal: false, problems: ['Meta does not say whether the Page access token is good'] };
  const { is_valid: isValid, expires_at: expiresAt = 0, scopes } = read.data.data;
  if (!isValid) return { isFinal: true, problems: ['Meta does not accept the Page access token any more'] };
  const missing = scopes === undefined ? [] : permissions.filter((permission) => !scopes.includes(permission));
  return {
    isFinal: false,
    problems: [
      ...(expiresAt > 0 && expiresAt * 1_000 - nowAt < soonMs
        ? [`the Page access token is good until ${new Date(expiresAt * 1_000).toISOString().slice(0, 10)} only`]
        : []),
      ...missing.map((permission) => `the Page access token lacks the permission ${permission}`),
    ],
  };
}

function pageProblems(told: Called, { appId }: FacebookAccount): readonly string[] {
  if (isAway(told)) return ['Meta does not answer'];
  const read = apps.safeParse(bodyIn(told));
  if (!read.success) return ['Meta does not say whether the Page sends us its messages'];
  const own = read.data.data.find(({ id }) => id === appId);
  const isTold = own !== undefined && (own.subscribed_fields ?? ['messages']).includes('messages');
  return isTold ? [] : ['the Page does not send us its messages any more'];
}

function addressProblems(called: Called, { webhookUrl }: FacebookAccount): readonly string[] {
  if (isAway(called)) return ['Meta does not answer'];
  const read = subscriptions.safeParse(bodyIn(called));
  if (!read.success) return ['Meta does not say whom it calls'];
  const own = read.data.data.find(({ object }) => object === 'page');
  if (own === undefined || own.active === false) return ['Meta calls nobody for this app'];
  return webhookUrl !== null && own.callback_url !== webhookUrl ? ['Meta calls somebody else for this app'] : [];
}
