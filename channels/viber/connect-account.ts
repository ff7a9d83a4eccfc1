/** Whose bot is it, where does Viber call us, and is all of it still so? The questions asked of Viber before a message goes either way. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { AccountHealth, ChannelDeps, Connected, Identified, NotConnected, Webhook } from '../contract/channel-adapter.ts';
import { callViber, isYes, wordsOf, type Called } from './call-viber.ts';
import { badToken, meaningOf } from './status-codes.ts';
import type { ViberAccount } from './viber-account.ts';

const named = z
  .string()
  .catch('')
  .transform((text) => boundedText(oneLine(text), limits.displayNameChars));
const bot = z.looseObject({ id: z.string().min(1).max(limits.providerIdChars), name: named, uri: named });
const calling = z.looseObject({ webhook: z.string().nullish(), event_types: z.array(z.string()).nullish() });

const outcomes = ['delivered', 'seen', 'failed'];
/** Messages come whether they are asked for or not. */
const eventTypes = [...outcomes, 'subscribed', 'unsubscribed', 'conversation_started'];

export async function identify(account: ViberAccount, deps: ChannelDeps): Promise<Identified> {
  const asked = await callViber('get_account_info', {}, account, deps);
  if (!isYes(asked)) return notHad(asked, 'Viber did not say whose bot it is.');
  const who = bot.safeParse(asked.answer);
  const name = who.data?.uri || who.data?.name || '';
  if (!who.success || name === '') return { ok: false, reason: 'refused', detail: 'Viber did not say whose bot it is.' };
  return { ok: true, id: who.data.id, name, facts: { name: who.data.name, uri: who.data.uri } };
}

/** Viber calls the address before it answers, and takes it only where that goes well. The proof at our door is the token: there is none of ours to show. */
export async function connect(account: ViberAccount, { url }: Webhook, deps: ChannelDeps): Promise<Connected> {
  const body = { url, event_types: eventTypes, send_name: true, send_photo: false };
  const set = await callViber('set_webhook', body, account, deps);
  return isYes(set) ? { ok: true } : notHad(set, 'Viber did not take our address: it calls it and wants a good answer.');
}

/** Only what is ours is taken away: somebody may have given the bot another use. */
export async function disconnect(account: ViberAccount, deps: ChannelDeps): Promise<void> {
  const asked = await callViber('get_account_info', {}, account, deps);
  const webhook = isYes(asked) ? calling.safeParse(asked.answer).data?.webhook : null;
  if (webhook && webhook === account.webhookUrl) await callViber('set_webhook', { url: '' }, account, deps);
}

export async function health(account: ViberAccount, deps: ChannelDeps): Promise<AccountHealth> {
  const problems = problemsIn(await callViber('get_account_info', {}, account, deps), account.webhookUrl);
  return { ok: problems.length === 0, problems };
}

function problemsIn(asked: Called, webhookUrl: string | null): readonly string[] {
  if (asked.kind !== 'answer') return ['Viber does not answer'];
  const { status } = asked.answer;
  if (status === badToken) return ['Viber does not accept the authentication token any more'];
  const meaning = meaningOf(status);
  if (meaning?.means === 'configuration') return [meaning.words.replace(/\.$/, '')];
  if (meaning?.means === 'retry') return ['Viber does not answer'];
  const read = calling.safeParse(asked.answer);
  if (status !== 0 || !read.success) return ['Viber does not say how it calls us'];
  const { webhook, event_types: events } = read.data;
  if ((webhook ?? '') === '') return ['Viber calls nobody for this bot'];
  if (webhookUrl !== null && webhook !== webhookUrl) return ['Viber calls somebody else for this bot'];
  return events && outcomes.some((one) => !events.includes(one)) ? ['Viber does not tell us what became of our messages'] : [];
}

/** `refused`: what it comes to where Viber said no for a reason of its own. */
function notHad(asked: Called, refused: string): NotConnected {
  if (asked.kind !== 'answer') return { ok: false, reason: 'unreachable', detail: 'Viber does not answer.' };
  const { status } = asked.answer;
  const meaning = meaningOf(status);
  if (status === badToken) return { ok: false, reason: 'credentials', detail: 'Viber does not know this authentication token.' };
  if (meaning?.means === 'retry') return { ok: false, reason: 'unreachable', detail: 'Viber does not answer for now.' };
  if (meaning?.means === 'configuration') return { ok: false, reason: 'refused', detail: meaning.words };
  const why = wordsOf(asked.answer);
  return { ok: false, reason: 'refused', detail: why === '' ? refused : `${refused} It says: ${why}` };
}
