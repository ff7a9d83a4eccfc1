/** What does a customer read on the page where details are asked for? In every language we speak to customers; reasons are the workspace's own words. */
import type { Language } from '../commitment/words/language.ts';

const en = {
  /** Before the link, in the agent's answer. */
  invite: 'Please tell us here what we still need to know:',
  /** words.md intake.why */
  because: 'We ask because {reason}.',
  lead: 'Leave empty what you would rather not say, or do not know.',
  mandatory: 'We must have this one, by law or for safety.',
  several: 'Which one do you mean?',
  date: 'We could not read a day here. For example: 3 March 1985.',
  number: 'We could not read a number here. For example: 12.5.',
  other: 'We could not read this. Please write it once more.',
  nothing: 'There is nothing we need to ask you. Thank you.',
  skipped: 'not answered',
};
export type DetailsWords = Readonly<typeof en>;

const de: DetailsWords = {
  invite: 'Bitte sagen Sie uns hier, was wir noch wissen müssen:',
  because: 'Wir fragen, weil {reason}.',
  lead: 'Lassen Sie leer, was Sie nicht sagen möchten oder nicht wissen.',
  mandatory: 'Das brauchen wir, weil das Gesetz oder die Sicherheit es verlangt.',
  several: 'Welches meinen Sie?',
  date: 'Hier konnten wir keinen Tag lesen. Zum Beispiel: 3. März 1985.',
  number: 'Hier konnten wir keine Zahl lesen. Zum Beispiel: 12,5.',
  other: 'Das konnten wir nicht lesen. Bitte schreiben Sie es noch einmal.',
  nothing: 'Es gibt nichts, was wir Sie fragen müssten. Vielen Dank.',
  skipped: 'nicht beantwortet',
};
const deDu: DetailsWords = {
  ...de,
  invite: 'Bitte sag uns hier, was wir noch wissen müssen:',
  lead: 'Lass leer, was du nicht sagen möchtest oder nicht weißt.',
  several: 'Welches meinst du?',
  other: 'Das konnten wir nicht lesen. Bitte schreib es noch einmal.',
  nothing: 'Es gibt nichts, was wir dich fragen müssten. Vielen Dank.',
};
const fr: DetailsWords = {
  invite: 'Merci de nous dire ici ce que nous devons encore savoir :',
  because: 'Nous le demandons parce que {reason}.',
  lead: 'Laissez vide ce que vous préférez ne pas dire ou ne savez pas.',
  mandatory: 'Celle-ci nous est nécessaire, de par la loi ou pour la sécurité.',
  several: 'Laquelle voulez-vous dire ?',
  date: 'Nous n’avons pas pu lire de date ici. Par exemple : 3 mars 1985.',
  number: 'Nous n’avons pas pu lire de nombre ici. Par exemple : 12,5.',
  other: 'Nous n’avons pas pu lire ceci. Merci de l’écrire encore une fois.',
  nothing: 'Nous n’avons rien à vous demander. Merci.',
  skipped: 'sans réponse',
};
const es: DetailsWords = {
  invite: 'Díganos aquí, por favor, lo que todavía necesitamos saber:',
  because: 'Lo preguntamos porque {reason}.',
  lead: 'Deje vacío lo que prefiera no decir o no sepa.',
  mandatory: 'Esto lo necesitamos por ley o por seguridad.',
  several: '¿Cuál quiere decir?',
  date: 'No hemos podido leer una fecha aquí. Por ejemplo: 3 de marzo de 1985.',
  number: 'No hemos podido leer un número aquí. Por ejemplo: 12,5.',
  other: 'No hemos podido leerlo. Escríbalo otra vez, por favor.',
  nothing: 'No tenemos nada que preguntarle. Gracias.',
  skipped: 'sin respuesta',
};
const pt: DetailsWords = {
  invite: 'Diga-nos aqui, por favor, o que ainda precisamos de saber:',
  because: 'Perguntamos porque {reason}.',
  lead: 'Deixe vazio o que preferir não dizer ou não souber.',
  mandatory: 'Isto é necessário por lei ou por segurança.',
  several: 'Qual quer dizer?',
  date: 'Não conseguimos ler uma data aqui. Por exemplo: 3 de março de 1985.',
  number: 'Não conseguimos ler um número aqui. Por exemplo: 12,5.',
  other: 'Não conseguimos ler isto. Escreva outra vez, por favor.',
  nothing: 'Não temos nada a perguntar. Obrigado.',
  skipped: 'sem resposta',
};
const ja: DetailsWords = {
  invite: 'お伺いしたいことをこちらにご記入ください：',
  because: 'お尋ねする理由：{reason}',
  lead: 'お答えになりたくないこと、ご存じないことは空欄のままで結構です。',
  mandatory: '法律上または安全のために必要な項目です。',
  several: 'どちらのことでしょうか。',
  date: '日付として読み取れませんでした。例：1985年3月3日',
  number: '数値として読み取れませんでした。例：12.5',
  other: '読み取れませんでした。もう一度ご記入ください。',
  nothing: 'お尋ねすることはございません。ありがとうございます。',
  skipped: '未回答',
};
const ar: DetailsWords = {
  invite: 'يُرجى إخبارنا هنا بما لا نزال بحاجة إلى معرفته:',
  because: 'نسأل عن هذا لأن {reason}.',
  lead: 'اترك فارغًا ما لا تريد قوله أو لا تعرفه.',
  mandatory: 'هذا ضروري بحكم القانون أو من أجل السلامة.',
  several: 'أيها تقصد؟',
  date: 'لم نتمكن من قراءة تاريخ هنا. مثال: 1985-03-03.',
  number: 'لم نتمكن من قراءة رقم هنا. مثال: 12.5.',
  other: 'لم نتمكن من قراءة هذا. يُرجى كتابته مرة أخرى.',
  nothing: 'ليس لدينا ما نسألك عنه. شكرًا لك.',
  skipped: 'دون إجابة',
};

export const detailsWords: Readonly<Record<Language, DetailsWords>> = { en, de, 'de-du': deDu, fr, es, pt, ja, ar };
