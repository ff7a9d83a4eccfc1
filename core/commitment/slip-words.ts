/** What does a customer read when a time told has passed without an answer? In every language we speak to customers; when it is told is `slip.ts`. */
import { fill } from './words/fill.ts';
import { catalogueOf } from './words/language.ts';
import type { Language } from './words/language.ts';

const en = {
  missed: "We told you {firstBy}. We didn't manage that, and we're sorry. We'll reply by {newBy}. You don't need to do anything.",
  mail: '{words} Everything so far: {link}. (Sent automatically by {brand}.)',
};
export type SlipWords = Readonly<typeof en>;

const de: SlipWords = {
  missed:
    'Wir hatten Ihnen {firstBy} zugesagt. Das haben wir nicht geschafft, und das tut uns leid. Wir antworten bis {newBy}. Sie brauchen nichts zu tun.',
  mail: '{words} Alles bisher: {link}. (Automatisch gesendet von {brand}.)',
};
const deDu: SlipWords = {
  ...de,
  missed:
    'Wir hatten dir {firstBy} zugesagt. Das haben wir nicht geschafft, und das tut uns leid. Wir antworten bis {newBy}. Du brauchst nichts zu tun.',
};
const fr: SlipWords = {
  missed:
    'Nous vous avions dit : {firstBy}. Nous n’y sommes pas parvenus et nous en sommes désolés. Nous vous répondrons au plus tard {newBy}. Vous n’avez rien à faire.',
  mail: '{words} Tout ce qui a été écrit : {link}. (Envoyé automatiquement par {brand}.)',
};
const es: SlipWords = {
  missed:
    'Le habíamos dicho: {firstBy}. No lo hemos conseguido y lo sentimos. Le responderemos como muy tarde {newBy}. No tiene que hacer nada.',
  mail: '{words} Todo hasta ahora: {link}. (Enviado automáticamente por {brand}.)',
};
const pt: SlipWords = {
  missed: 'Tínhamos dito: {firstBy}. Não conseguimos e pedimos desculpa. Responderemos até {newBy}. Não precisa de fazer nada.',
  mail: '{words} Tudo até agora: {link}. (Enviado automaticamente por {brand}.)',
};
const ja: SlipWords = {
  missed:
    '{firstBy}までにお返事するとお伝えしていましたが、間に合いませんでした。申し訳ございません。{newBy}までにお返事します。お客様にしていただくことはありません。',
  mail: '{words} これまでの内容：{link} 。（{brand} から自動送信）',
};
const ar: SlipWords = {
  missed:
    'كنا قد قلنا إننا سنرد عليك في موعد أقصاه {firstBy}. لم نتمكن من ذلك ونعتذر إليك. سنرد عليك في موعد أقصاه {newBy}. ليس عليك فعل أي شيء.',
  mail: '{words} كل ما كُتب حتى الآن: {link} . (أُرسلت تلقائيًا من {brand}.)',
};

export const slipWords: Readonly<Record<Language, SlipWords>> = { en, de, 'de-du': deDu, fr, es, pt, ja, ar };

export interface SlipSaying {
  /** In words of the reader's language and zone, with weekday and date: both are stored. */
  readonly firstBy: string;
  readonly newBy: string;
  readonly locale: string;
}

/** The message in a conversation the customer reads in place. */
export function sayMissed({ firstBy, newBy, locale }: SlipSaying): string {
  return fill(slipWords[catalogueOf(locale)].missed, { firstBy, newBy });
}

/** The same as a mail, which says who sends it and where all of it can be read. */
export function sayMissedMail(saying: SlipSaying & { readonly link: string; readonly brand: string }): string {
  const { link, brand, locale } = saying;
  return fill(slipWords[catalogueOf(locale)].mail, { words: sayMissed(saying), link, brand });
}
