/** What does a customer read while somebody is there, when that ends, and when nobody has come to their message? In every language we speak to customers. */
import { formatDuration } from '../commitment/duration-words.ts';
import { fill } from '../commitment/words/fill.ts';
import { catalogueOf } from '../commitment/words/language.ts';
import type { Language } from '../commitment/words/language.ts';
import { minuteMs } from '../kernel/instant.ts';

const en = {
  one: '{agent} is here now.',
  oneWithin: '{agent} is here now and usually answers within {wait}.',
  two: '{agent} and one other are here now.',
  twoWithin: '{agent} and one other are here now and usually answer within {wait}.',
  many: '{agent} and {n} others are here now.',
  manyWithin: '{agent} and {n} others are here now and usually answer within {wait}.',
  someone: 'Someone from our team',
  turnsLater: "Live chat has just ended. Carry on writing: we'll reply by {by}.",
  notYet: "Nobody has come to your message yet. You don't need to wait here: we'll reply by {by}.",
  writing: '{agent} is writing…',
};
export type LiveWords = Readonly<typeof en>;

const de: LiveWords = {
  one: '{agent} ist gerade da.',
  oneWithin: '{agent} ist gerade da und antwortet meist innerhalb von {wait}.',
  two: '{agent} und eine weitere Person sind gerade da.',
  twoWithin: '{agent} und eine weitere Person sind gerade da und antworten meist innerhalb von {wait}.',
  many: '{agent} und {n} weitere sind gerade da.',
  manyWithin: '{agent} und {n} weitere sind gerade da und antworten meist innerhalb von {wait}.',
  someone: 'Jemand aus unserem Team',
  turnsLater: 'Der Live-Chat ist gerade zu Ende. Schreiben Sie einfach weiter: Wir antworten bis {by}.',
  notYet: 'Zu Ihrer Nachricht ist noch niemand gekommen. Sie brauchen hier nicht zu warten: Wir antworten bis {by}.',
  writing: '{agent} schreibt …',
};
const deDu: LiveWords = {
  ...de,
  turnsLater: 'Der Live-Chat ist gerade zu Ende. Schreib einfach weiter: Wir antworten bis {by}.',
  notYet: 'Zu deiner Nachricht ist noch niemand gekommen. Du brauchst hier nicht zu warten: Wir antworten bis {by}.',
};
const fr: LiveWords = {
  one: '{agent} est là en ce moment.',
  oneWithin: '{agent} est là en ce moment et répond en général en moins de {wait}.',
  two: '{agent} et une autre personne sont là en ce moment.',
  twoWithin: '{agent} et une autre personne sont là en ce moment et répondent en général en moins de {wait}.',
  many: '{agent} et {n} autres personnes sont là en ce moment.',
  manyWithin: '{agent} et {n} autres personnes sont là en ce moment et répondent en général en moins de {wait}.',
  someone: 'Quelqu’un de notre équipe',
  turnsLater: 'Le chat en direct vient de se terminer. Continuez à écrire : nous vous répondrons au plus tard {by}.',
  notYet: 'Personne n’a encore pu prendre votre message. Inutile d’attendre ici : nous vous répondrons au plus tard {by}.',
  writing: '{agent} écrit…',
};
const es: LiveWords = {
  one: '{agent} está aquí ahora.',
  oneWithin: '{agent} está aquí ahora y suele responder en menos de {wait}.',
  two: '{agent} y otra persona están aquí ahora.',
  twoWithin: '{agent} y otra persona están aquí ahora y suelen responder en menos de {wait}.',
  many: '{agent} y {n} personas más están aquí ahora.',
  manyWithin: '{agent} y {n} personas más están aquí ahora y suelen responder en menos de {wait}.',
  someone: 'Alguien de nuestro equipo',
  turnsLater: 'El chat en directo acaba de terminar. Siga escribiendo: le responderemos como muy tarde {by}.',
  notYet: 'Nadie ha podido atender aún su mensaje. No hace falta que espere aquí: le responderemos como muy tarde {by}.',
  writing: '{agent} está escribiendo…',
};
const pt: LiveWords = {
  one: '{agent} está aqui agora.',
  oneWithin: '{agent} está aqui agora e costuma responder em menos de {wait}.',
  two: '{agent} e mais uma pessoa estão aqui agora.',
  twoWithin: '{agent} e mais uma pessoa estão aqui agora e costumam responder em menos de {wait}.',
  many: '{agent} e mais {n} pessoas estão aqui agora.',
  manyWithin: '{agent} e mais {n} pessoas estão aqui agora e costumam responder em menos de {wait}.',
  someone: 'Alguém da nossa equipe',
  turnsLater: 'O chat ao vivo acabou de terminar. Continue escrevendo: responderemos no máximo {by}.',
  notYet: 'Ninguém chegou ainda à sua mensagem. Não precisa esperar aqui: responderemos no máximo {by}.',
  writing: '{agent} está escrevendo…',
};
const ja: LiveWords = {
  one: '{agent}がただいま対応しています。',
  oneWithin: '{agent}がただいま対応しています。ふだんは{wait}以内にお返事します。',
  two: '{agent}ほか1名がただいま対応しています。',
  twoWithin: '{agent}ほか1名がただいま対応しています。ふだんは{wait}以内にお返事します。',
  many: '{agent}ほか{n}名がただいま対応しています。',
  manyWithin: '{agent}ほか{n}名がただいま対応しています。ふだんは{wait}以内にお返事します。',
  someone: '担当者',
  turnsLater: 'ライブチャットはただいま終了しました。このまま続けてお書きください。{by}までにお返事します。',
  notYet: 'メッセージにはまだ誰も対応できていません。ここでお待ちいただく必要はありません。{by}までにお返事します。',
  writing: '{agent}が入力しています…',
};
const ar: LiveWords = {
  one: '{agent} معنا الآن.',
  oneWithin: '{agent} معنا الآن، والرد عادةً خلال {wait}.',
  two: '{agent} وشخص آخر معنا الآن.',
  twoWithin: '{agent} وشخص آخر معنا الآن، والرد عادةً خلال {wait}.',
  many: '{agent} و{n} آخرون معنا الآن.',
  manyWithin: '{agent} و{n} آخرون معنا الآن، والرد عادةً خلال {wait}.',
  someone: 'شخص من فريقنا',
  turnsLater: 'انتهت المحادثة المباشرة للتو. تابع الكتابة: سنرد في موعد أقصاه {by}.',
  notYet: 'لم يصل أحد إلى رسالتك بعد. لا حاجة إلى الانتظار هنا: سنرد في موعد أقصاه {by}.',
  writing: '{agent} يكتب…',
};

export const liveWords: Readonly<Record<Language, LiveWords>> = { en, de, 'de-du': deDu, fr, es, pt, ja, ar };

export interface LiveEntryFacts {
  /** First names of those who are there; without one it says that somebody is. */
  readonly names: readonly string[];
  /** Eight in ten answers came within this, ms; null: too few are known, so nothing is said of it. */
  readonly waitMs: number | null;
  readonly locale: string;
}

/** The sentence above the field while people wait to answer. */
export function sayLiveEntry({ names, waitMs, locale }: LiveEntryFacts): string {
  const words = liveWords[catalogueOf(locale)];
  const count = Math.max(1, names.length);
  const form = count === 1 ? ('one' as const) : count === 2 ? ('two' as const) : ('many' as const);
  // Rounded up: a wait that is named is not shorter than what was measured.
  const wait = waitMs === null ? '' : formatDuration(Math.max(1, Math.ceil(waitMs / minuteMs)) * minuteMs, locale);
  return fill(words[waitMs === null ? form : (`${form}Within` as const)], { agent: names[0] ?? words.someone, n: count - 1, wait });
}

/** `ended`: live chat has ended; `notYet`: people are there, and none has come to it. */
export function sayTimeInstead(why: 'ended' | 'notYet', { by, locale }: { readonly by: string; readonly locale: string }): string {
  return fill(liveWords[catalogueOf(locale)][why === 'ended' ? 'turnsLater' : 'notYet'], { by });
}

export function sayWriting(agent: string | null, locale: string): string {
  const words = liveWords[catalogueOf(locale)];
  return fill(words.writing, { agent: agent ?? words.someone });
}

/** Eight in ten waits were no longer than this, ms; those that were told a time instead count as longer than any. Null: fewer than twenty, or no such figure. */
export function usualWait(waits: readonly (number | null)[]): number | null {
  if (waits.length < leastWaits) return null;
  const inOrder = waits.map((ms) => ms ?? Infinity).toSorted((a, b) => a - b);
  const ms = inOrder[Math.ceil(inOrder.length * shareWithin) - 1]!;
  return Number.isFinite(ms) ? ms : null;
}

/** Fewer say too little. */
export const leastWaits = 20;
const shareWithin = 0.8;
