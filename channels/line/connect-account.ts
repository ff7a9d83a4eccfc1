/** Whose account is it, where does LINE call us, and is all of it still so? The questions asked of LINE before a message goes either way. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { AccountHealth, ChannelDeps, Connected, Identified, NotConnected, Webhook } from '../contract/channel-adapter.ts';
import { callLine, wordsOf, type Called } from './call-line.ts';
import type { LineAccount } from './line-account.ts';
import { userIdShape } from './plan-push.ts';

const endpoint = '/v2/bot/channel/webhook/endpoint';
const bot = z.looseObject({
  userId: z.string().regex(userIdShape),
  basicId: z.string().min(1).max(limits.displayNameChars),
  displayName: z.string().optional(),
});
const tokenInfo = z.looseObject({ client_id: z.string().min(1).max(limits.providerIdChars) });
const webhookInfo = z.looseObject({ endpoint: z.string(), active: z.boolean() });
const tested = z.looseObject({ success: z.boolean(), reason: z.string().optional(), detail: z.string().optional() });
const quota = z.looseObject({ type: z.string(), value: z.number().optional() });
const consumption = z.looseObject({ totalUsage: z.number() });

/** At this share of the month’s messages there is still time to buy more. */
const nearlyUsedUp = 0.9;

export async function identify(account: LineAccount, deps: ChannelDeps): Promise<Identified> {
  const asked = await callLine({ method: 'GET', path: '/v2/bot/info' }, account, deps);
  const who = bot.safeParse(answerIn(asked));
  if (!who.success)
    return notHad(asked, { credentials: 'LINE does not know this access token.', refused: 'LINE did not say whose account it is.' });
  const wrong = await secretTrouble(account, deps);
  if (wrong !== null) return wrong;
  const { userId, basicId, displayName = '' } = who.data;
  return { ok: true, id: userId, name: basicId, facts: { displayName: boundedText(oneLine(displayName), limits.displayNameChars) } };
}

/**
 * Does the secret belong to the channel whose token it is? LINE names the channel of the token, and gives whoever has that channel’s secret another
 * token, for a quarter of an hour; it is not even read. Without this, a wrong secret would be noticed by the customers whose messages we refuse.
 */
async function secretTrouble(account: LineAccount, deps: ChannelDeps): Promise<NotConnected | null> {
  const { channelAccessToken, channelSecrets } = account;
  const named = await callLine({ method: 'POST', path: '/v2/oauth/verify', form: { access_token: channelAccessToken } }, account, deps);
  const channel = tokenInfo.safeParse(answerIn(named));
  if (!channel.success) {
    const noLongLived = 'That is no long-lived channel access token.';
    return notHad(named, { credentials: noLongLived, refused: noLongLived });
  }
  const form = { grant_type: 'client_credentials', client_id: channel.data.client_id, client_secret: channelSecrets[0] ?? '' };
  const proved = await callLine({ method: 'POST', path: '/oauth2/v3/token', form }, account, deps);
  if (proved.kind === 'answer' && proved.status === 200) return null;
  const another = 'The channel secret is not the one of this channel.';
  if (proved.kind === 'answer' && proved.answer.error === 'invalid_client') return { ok: false, reason: 'credentials', detail: another };
  return notHad(proved, { credentials: another, refused: 'LINE did not say whether the channel secret is right.' });
}

/** The proof at our door is the channel secret: there is none of ours for LINE to show. */
export async function connect(account: LineAccount, { url }: Webhook, deps: ChannelDeps): Promise<Connected> {
  const set = await callLine({ method: 'PUT', path: endpoint, json: { endpoint: url } }, account, deps);
  if (answerIn(set) === null)
    return notHad(set, { credentials: 'LINE does not accept the access token.', refused: 'LINE refused our address.' });
  // An empty call, signed like any other. An address is named, or the one before might be tried for a minute more.
  const tried = await callLine({ method: 'POST', path: '/v2/bot/channel/webhook/test', json: { endpoint: url } }, account, deps);
  const result = tested.safeParse(answerIn(tried));
  // Where LINE does not say, nothing is known against us: it allows 60 tests an hour.
  if (!result.success || result.data.success) return { ok: true };
  const { reason = '', detail = '' } = result.data;
  const why = boundedText(oneLine(detail === '' ? reason : detail), limits.reportDiagnosticChars);
  return { ok: false, reason: 'refused', detail: `LINE called our address and got no good answer: ${why}.` };
}

export async function health(account: LineAccount, deps: ChannelDeps): Promise<AccountHealth> {
  const asked = await callLine({ method: 'GET', path: endpoint }, account, deps);
  const problems = [...webhookProblems(asked, account.webhookUrl)];
  if (asked.kind === 'answer' && asked.status !== 401) problems.push(...(await quotaProblems(account, deps)));
  return { ok: problems.length === 0, problems };
}

function webhookProblems(asked: Called, webhookUrl: string | null): readonly string[] {
  if (asked.kind !== 'answer' || asked.status === 429 || asked.status >= 500) return ['LINE does not answer'];
  if (asked.status === 401) return ['LINE does not accept the access token any more'];
  if (asked.status === 404) return ['LINE calls nobody for this account'];
  const read = webhookInfo.safeParse(answerIn(asked));
  if (!read.success) return ['LINE does not say how it calls us'];
  return [
    ...(webhookUrl !== null && read.data.endpoint !== webhookUrl ? ['LINE calls somebody else for this account'] : []),
    ...(read.data.active ? [] : ['“Use webhook” is switched off in the LINE Developers Console: no message arrives']),
  ];
}

/** Without an answer to these nothing is wrong: what is used up, sending says too. */
async function quotaProblems(account: LineAccount, deps: ChannelDeps): Promise<readonly string[]> {
  const [allowed, used] = await Promise.all([
    callLine({ method: 'GET', path: '/v2/bot/message/quota' }, account, deps),
    callLine({ method: 'GET', path: '/v2/bot/message/quota/consumption' }, account, deps),
  ]);
  const limit = quota.safeParse(answerIn(allowed)).data;
  const count = consumption.safeParse(answerIn(used)).data?.totalUsage;
  if (limit?.type !== 'limited' || limit.value === undefined || count === undefined) return [];
  if (count >= limit.value) return [`the ${limit.value} messages of this month are used up`];
  return count >= limit.value * nearlyUsedUp ? [`${count} of the ${limit.value} messages of this month are used`] : [];
}

/** Null: LINE did not say yes. */
const answerIn = (called: Called): unknown => (called.kind === 'answer' && called.status === 200 ? called.answer : null);

function notHad(called: Called, words: { readonly credentials: string; readonly refused: string }): NotConnected {
  if (called.kind !== 'answer' || called.status === 429 || called.status >= 500)
    return { ok: false, reason: 'unreachable', detail: 'LINE does not answer.' };
  if (called.status === 401) return { ok: false, reason: 'credentials', detail: words.credentials };
  const why = wordsOf(called.answer);
  return { ok: false, reason: 'refused', detail: why === '' || called.status === 200 ? words.refused : `${words.refused} It says: ${why}` };
}
