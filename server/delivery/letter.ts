/** How does an answer read as a mail? Gathers signatures and history by the mailbox's settings; the letter itself is written by the channel. */
import { say } from '@meanwhile/core/commitment/words/words-for.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { letterMaker, type LetterMaker } from '../channel-libraries.ts';
import { logoOf, type DeliveryFacts } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import type { Outgoing } from './delivery.store.ts';
import { seenBefore, signatureOfMember, type EarlierMessage, type StoredSignature } from './letter.store.ts';

/** How much of what was said before goes along. */
const mostQuoted = { none: 0, last: 1, full: 20 } as const;

export async function letterFor(here: Here, delivery: DeliveryFacts, out: Outgoing): Promise<{ text: string; html: string }> {
  const { tx, workspaceId } = here;
  const make = await letterMaker();
  const locale = out.customer_locale ?? out.locale;
  const history = out.settings['history'];
  const most = history === 'last' || history === 'full' ? mostQuoted[history] : mostQuoted.none;
  const earlier =
    most === 0 ? [] : await seenBefore(tx, workspaceId, { messageId: delivery.message_id, recipient: delivery.recipient, most });
  const own = out.author_kind === 'agent' && out.author_id !== null ? await signatureOfMember(tx, workspaceId, out.author_id) : null;
  const logo = await logoOf(here.platform, tx, workspaceId);
  return make.letterOf({
    text: out.text,
    html: out.html,
    locale,
    signatures: signatures(make, out, own),
    logo: logo === null ? null : { url: `${here.platform.settings.publicUrl}${logo}`, name: out.brand },
    quotations: bounded(earlier).map((one) => ({
      attribution: say('quote.wrote', locale, { when: whenWords(one.received_at, out, locale), who: nameOf(one, out) }),
      text: one.text,
      html: one.html,
    })),
  });
}

function signatures(make: LetterMaker, out: Outgoing, own: StoredSignature | null) {
  const { signature, signatureHtml } = out.settings;
  const mailbox =
    typeof signature === 'string' || typeof signatureHtml === 'string'
      ? { text: typeof signature === 'string' ? signature : '', html: typeof signatureHtml === 'string' ? signatureHtml : null }
      : null;
  const facts = { agent: out.author_name ?? out.brand, brand: out.brand };
  return [own, mailbox].flatMap((one) => (one === null ? [] : [make.signatureOf(one, facts)]));
}

/** Of a long matter, the newest that fit. */
function bounded(earlier: readonly EarlierMessage[]): readonly EarlierMessage[] {
  let chars = 0;
  return earlier.filter((one) => (chars += one.text.length + (one.html?.length ?? 0)) <= limits.historyChars);
}

/** Full date with year and time, in the reader's language and the workspace's zone. */
function whenWords(at: number, { zone }: Outgoing, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: zone }).format(at);
}

/** A name, or whose house it is; no address but the reader's own. */
function nameOf(one: EarlierMessage, out: Outgoing): string {
  if (one.author_kind === 'customer') return one.author_name ?? out.identity_display ?? out.recipient;
  return one.author_name?.split(' ')[0] ?? out.brand;
}
