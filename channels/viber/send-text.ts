/**
 * Did Viber take the message? One call, without a key by which a repeated one would be known, so that only what was certainly not taken is tried again. Of a
 * lost answer, a 5xx or a status that nobody documents, nobody knows, so that is what is said.
 */
import type { ChannelDeps, OutboundPart } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import { splitText } from '../contract/split-text.ts';
import { callViber, wordsOf, type Called } from './call-viber.ts';
import type { ViberDelivery } from './plan-text.ts';
import { meaningOf } from './status-codes.ts';
import type { ViberAccount } from './viber-account.ts';
import { senderNameChars } from './viber-description.ts';

export async function sendText(
  { partKey, payload: { to, text } }: OutboundPart<ViberDelivery>,
  account: ViberAccount,
  deps: ChannelDeps,
): Promise<Outcome> {
  const sender = { name: senderName(account) };
  return outcomeOf(await callViber('send_message', { receiver: to, type: 'text', text, sender, tracking_data: partKey }, account, deps));
}

/** Viber wants one with every message; the bot’s own, as far as it may be long. */
export function senderName({ name, uri }: Pick<ViberAccount, 'name' | 'uri'>): string {
  const whole = name || uri;
  return (splitText(whole, senderNameChars, 'utf16')?.[0] ?? uri.slice(0, senderNameChars)).trim();
}

export function outcomeOf(called: Called): Outcome {
  if (called.kind === 'lost')
    return called.before ? { outcome: 'retry', code: called.code, retryAfterMs: null } : { outcome: 'unknown', code: called.code };
  if (called.kind === 'other') return { outcome: 'unknown', code: String(called.status) };
  const { status, message_token: token } = called.answer;
  const code = String(status);
  if (status === 0) return token === undefined ? { outcome: 'unknown', code: 'no_message' } : { outcome: 'accepted', providerId: token };
  const meaning = meaningOf(status);
  const said = wordsOf(called.answer);
  const detail = [meaning?.words ?? '', said === '' ? '' : `(Viber: ${said})`].join(' ').trim();
  if (meaning === null || meaning.means === null) return { outcome: 'unknown', code, detail };
  if (meaning.means === 'retry') return { outcome: 'retry', code, retryAfterMs: null, detail };
  return { outcome: 'rejected', class: meaning.means, code, detail };
}
