/** What does a customer read when a time told has passed without an answer, or very likely will? In every language we speak to customers; when it is told is `slip.ts`. */
import { fill } from './words/fill.ts';
import { catalogueOf } from './words/language.ts';
import type { Language } from './words/language.ts';

const en = {
  missed: "We told you {firstBy}. We didn't manage that, and we're sorry. We'll reply by {newBy}. You don't need to do anything.",
  mail: '{words} Everything so far: {link}. (Sent automatically by {brand}.)',
  coming: "We told you {firstBy}. We won't manage that, and we're sorry. We'll reply by {newBy}. You don't need to do anything.",
  urgent: "It's urgent",
  add: 'Add something',
  thanks: 'Thank you for telling us.',
  still: '{newBy} is still the earliest we can be sure of.',
  gone: 'This link is no longer in use. Answer the message it came with, and it reaches us.',
};
export type SlipWords = Readonly<typeof en>;

const de: SlipWords = {
  missed:
    'Wir hatten Ihnen {firstBy} zugesagt. Das haben wir nicht geschafft, und das tut uns leid. Wir antworten bis {newBy}. Sie brauchen nichts zu tun.',
  mail: '{words} Alles bisher: {link}. (Automatisch gesendet von {brand}.)',
  coming:
    'Wir hatten Ihnen {firstBy} zugesagt. Das schaffen wir nicht, und das tut uns leid. Wir antworten bis {newBy}. Sie brauchen nichts zu tun.',
  urgent: 'Es ist dringend',
  add: 'Etwas ergänzen',
  thanks: 'Danke, dass Sie es sagen.',
  still: 'Sicher zusagen können wir weiterhin nur {newBy}.',
  gone: 'Dieser Link gilt nicht mehr. Antworten Sie auf die Nachricht, in der er stand; das erreicht uns.',
};
const deDu: SlipWords = {
  ...de,
  missed:
    'Wir hatten dir {firstBy} zugesagt. Das haben wir nicht geschafft, und das tut uns leid. Wir antworten bis {newBy}. Du brauchst nichts zu tun.',
  coming:
    'Wir hatten dir {firstBy} zugesagt. Das schaffen wir nicht, und das tut uns leid. Wir antworten bis {newBy}. Du brauchst nichts zu tun.',
  thanks: 'Danke, dass du es sagst.',
  gone: 'Dieser Link gilt nicht mehr. Antworte auf die Nachricht, in der er stand; das erreicht uns.',
};
const fr: SlipWords = {
  missed:
    'Nous vous avions dit : {firstBy}. Nous n’y sommes pas parvenus et nous en sommes désolés. Nous vous répondrons au plus tard {newBy}. Vous n’avez rien à faire.',
  mail: '{words} Tout ce qui a été écrit : {link}. (Envoyé automatiquement par {brand}.)',
  coming:
    'Nous vous avions dit : {firstBy}. Nous n’y parviendrons pas et nous en sommes désolés. Nous vous répondrons au plus tard {newBy}. Vous n’avez rien à faire.',
  urgent: 'C’est urgent',
  add: 'Ajouter quelque chose',
  thanks: 'Merci de nous le dire.',
  still: '{newBy} reste le plus tôt que nous puissions garantir.',
  gone: 'Ce lien n’est plus utilisé. Répondez au message dans lequel il se trouvait, et cela nous parviendra.',
};
const es: SlipWords = {
  missed:
    'Le habíamos dicho: {firstBy}. No lo hemos conseguido y lo sentimos. Le responderemos como muy tarde {newBy}. No tiene que hacer nada.',
  mail: '{words} Todo hasta ahora: {link}. (Enviado automáticamente por {brand}.)',
  coming:
    'Le habíamos dicho: {firstBy}. No lo vamos a conseguir y lo sentimos. Le responderemos como muy tarde {newBy}. No tiene que hacer nada.',
  urgent: 'Es urgente',
  add: 'Añadir algo',
  thanks: 'Gracias por decírnoslo.',
  still: '{newBy} sigue siendo lo antes que podemos asegurar.',
  gone: 'Este enlace ya no se usa. Responda al mensaje en el que venía y nos llegará.',
};
const pt: SlipWords = {
  missed: 'Tínhamos dito: {firstBy}. Não conseguimos e pedimos desculpa. Responderemos até {newBy}. Não precisa de fazer nada.',
  mail: '{words} Tudo até agora: {link}. (Enviado automaticamente por {brand}.)',
  coming: 'Tínhamos dito: {firstBy}. Não vamos conseguir e pedimos desculpa. Responderemos até {newBy}. Não precisa de fazer nada.',
  urgent: 'É urgente',
  add: 'Acrescentar algo',
  thanks: 'Obrigado por nos dizer.',
  still: '{newBy} continua a ser o mais cedo que podemos garantir.',
  gone: 'Esta ligação já não é usada. Responda à mensagem em que vinha e ela chega até nós.',
};
const ja: SlipWords = {
  missed:
    '{firstBy}までにお返事するとお伝えしていましたが、間に合いませんでした。申し訳ございません。{newBy}までにお返事します。お客様にしていただくことはありません。',
  mail: '{words} これまでの内容：{link} 。（{brand} から自動送信）',
  coming:
    '{firstBy}までにお返事するとお伝えしていましたが、間に合いません。申し訳ございません。{newBy}までにお返事します。お客様にしていただくことはありません。',
  urgent: '急ぎです',
  add: '補足する',
  thanks: 'お知らせいただきありがとうございます。',
  still: '確実にお約束できるのは、引き続き{newBy}です。',
  gone: 'このリンクは現在使われていません。リンクが記載されたメッセージにご返信いただければ届きます。',
};
const ar: SlipWords = {
  missed:
    'كنا قد قلنا إننا سنرد عليك في موعد أقصاه {firstBy}. لم نتمكن من ذلك ونعتذر إليك. سنرد عليك في موعد أقصاه {newBy}. ليس عليك فعل أي شيء.',
  mail: '{words} كل ما كُتب حتى الآن: {link} . (أُرسلت تلقائيًا من {brand}.)',
  coming:
    'كنا قد قلنا إننا سنرد عليك في موعد أقصاه {firstBy}. لن نتمكن من ذلك ونعتذر إليك. سنرد عليك في موعد أقصاه {newBy}. ليس عليك فعل أي شيء.',
  urgent: 'الأمر عاجل',
  add: 'إضافة شيء',
  thanks: 'شكرًا لإخبارنا.',
  still: 'لا يزال {newBy} أقرب موعد يمكننا التأكد منه.',
  gone: 'لم يعد هذا الرابط مستخدمًا. أجب عن الرسالة التي ورد فيها وستصل إلينا.',
};

export const slipWords: Readonly<Record<Language, SlipWords>> = { en, de, 'de-du': deDu, fr, es, pt, ja, ar };

export interface SlipSaying {
  /** In words of the reader's language and zone, with weekday and date: both are stored. */
  readonly firstBy: string;
  readonly newBy: string;
  readonly locale: string;
}

/** What they may press on the page behind `link`; null: nothing is offered. Something to add they write in place, where they read it in place. */
export interface SlipChoices {
  readonly link: string;
  readonly canAdd: boolean;
}

type Said = SlipSaying & {
  /** Said before the time has passed. */
  readonly isComing?: boolean;
  readonly choices?: SlipChoices;
};

/** The message in a conversation the customer reads in place. */
export function sayMissed({ firstBy, newBy, locale, isComing, choices }: Said): string {
  const words = slipWords[catalogueOf(locale)];
  return fill(isComing === true ? words.coming : words.missed, { firstBy, newBy }) + choicesIn(words, choices);
}

/** The same as a mail, which says who sends it and where all of it can be read. */
export function sayMissedMail({ choices, ...saying }: Said & { readonly link: string; readonly brand: string }): string {
  const { link, brand, locale } = saying;
  const words = slipWords[catalogueOf(locale)];
  return fill(words.mail, { words: sayMissed(saying), link, brand }) + choicesIn(words, choices);
}

function choicesIn(words: SlipWords, choices: SlipChoices | undefined): string {
  if (choices === undefined) return '';
  return `\n\n${choices.canAdd ? `${words.urgent} / ${words.add}` : words.urgent}: ${choices.link}`;
}
