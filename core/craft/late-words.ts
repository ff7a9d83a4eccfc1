/** What does a late answer begin with? The sentences for writers to start from, in every language we speak to customers; which one fits is `late-sentence.ts`. */
import type { Language } from '../commitment/words/language.ts';

const en = {
  short: 'Sorry this is a little later than we said.',
  sameDay: 'I’m sorry: we said {firstBy}, and this comes {late} late.',
  days: 'I’m sorry you waited {waited}. We told you {firstBy} and didn’t keep to it. Here is your answer.',
  long: 'I apologise. You wrote on {date}, we said {firstBy}, and you waited {waited}. That should not have happened. I’ve read everything you sent. {whatNow}',
  again: 'I’m sorry: we’ve now missed two times we gave you. I’m staying with this until it’s done; my name is {agent}.',
  complaint: 'You’re right: {waited} is too long, and I’m sorry.',
};
export type LateWords = Readonly<typeof en>;

const de: LateWords = {
  short: 'Entschuldigung, dass die Antwort etwas später kommt als zugesagt.',
  sameDay: 'Es tut mir leid: Wir hatten {firstBy} zugesagt, und meine Antwort kommt {late} zu spät.',
  days: 'Es tut mir leid, dass Sie {waited} warten mussten. Wir hatten {firstBy} zugesagt und das nicht eingehalten. Hier ist Ihre Antwort.',
  long: 'Ich entschuldige mich. Sie haben am {date} geschrieben, zugesagt war {firstBy}, gewartet haben Sie {waited}. Das hätte nicht passieren dürfen. Ich habe alles gelesen, was Sie geschickt haben. {whatNow}',
  again:
    'Es tut mir leid: Wir haben jetzt zweimal nicht eingehalten, was wir zugesagt hatten. Ich bleibe dran, bis es erledigt ist; mein Name ist {agent}.',
  complaint: 'Sie haben recht: {waited} ist zu lang, und das tut mir leid.',
};
const deDu: LateWords = {
  ...de,
  days: 'Es tut mir leid, dass du {waited} warten musstest. Wir hatten {firstBy} zugesagt und das nicht eingehalten. Hier ist deine Antwort.',
  long: 'Ich entschuldige mich. Du hast am {date} geschrieben, zugesagt war {firstBy}, gewartet hast du {waited}. Das hätte nicht passieren dürfen. Ich habe alles gelesen, was du geschickt hast. {whatNow}',
  complaint: 'Du hast recht: {waited} ist zu lang, und das tut mir leid.',
};
const fr: LateWords = {
  short: 'Désolé, cette réponse arrive un peu plus tard que prévu.',
  sameDay: 'Je suis désolé : nous avions dit {firstBy}, et cette réponse arrive avec {late} de retard.',
  days: 'Je suis désolé que vous ayez attendu {waited}. Nous vous avions dit {firstBy} et ne l’avons pas tenu. Voici votre réponse.',
  long: 'Je vous présente mes excuses. Vous avez écrit le {date}, nous avions dit {firstBy}, et vous avez attendu {waited}. Cela n’aurait pas dû arriver. J’ai lu tout ce que vous avez envoyé. {whatNow}',
  again:
    'Je suis désolé : nous avons maintenant manqué deux fois l’heure que nous vous avions donnée. Je reste sur votre demande jusqu’au bout ; je m’appelle {agent}.',
  complaint: 'Vous avez raison : {waited}, c’est trop long, et j’en suis désolé.',
};
const es: LateWords = {
  short: 'Lamento que esta respuesta llegue algo más tarde de lo que dijimos.',
  sameDay: 'Lo siento: dijimos {firstBy}, y esta respuesta llega con {late} de retraso.',
  days: 'Lamento que haya esperado {waited}. Le dijimos {firstBy} y no lo cumplimos. Aquí tiene su respuesta.',
  long: 'Le pido disculpas. Escribió el {date}, dijimos {firstBy}, y ha esperado {waited}. No debería haber ocurrido. He leído todo lo que nos envió. {whatNow}',
  again: 'Lo siento: ya hemos incumplido dos veces lo que le dijimos. Me quedo con esto hasta que esté resuelto; me llamo {agent}.',
  complaint: 'Tiene razón: {waited} es demasiado, y lo siento.',
};
const pt: LateWords = {
  short: 'Lamento que esta resposta chegue um pouco mais tarde do que dissemos.',
  sameDay: 'Peço desculpa: dissemos {firstBy}, e esta resposta chega com {late} de atraso.',
  days: 'Lamento que tenha esperado {waited}. Dissemos-lhe {firstBy} e não cumprimos. Aqui está a sua resposta.',
  long: 'Peço-lhe desculpa. Escreveu em {date}, dissemos {firstBy}, e esperou {waited}. Isso não devia ter acontecido. Li tudo o que enviou. {whatNow}',
  again: 'Peço desculpa: já falhámos duas vezes o que lhe dissemos. Fico com este assunto até estar resolvido; chamo-me {agent}.',
  complaint: 'Tem razão: {waited} é demasiado, e lamento.',
};
const ja: LateWords = {
  short: 'お伝えした時刻より少し遅くなり、申し訳ありません。',
  sameDay: '申し訳ありません。{firstBy}までとお伝えしていましたが、{late}遅れてのご返信となりました。',
  days: '{waited}お待たせし、申し訳ありません。{firstBy}までとお伝えしながら守れませんでした。ご回答いたします。',
  long: 'お詫び申し上げます。{date}にご連絡をいただき、{firstBy}までとお伝えしながら、{waited}お待たせしました。あってはならないことでした。お送りいただいたものはすべて拝見しました。{whatNow}',
  again: '申し訳ありません。お伝えした時刻を二度守れませんでした。解決するまで私、{agent}が担当いたします。',
  complaint: 'おっしゃるとおり、{waited}は長すぎます。申し訳ありません。',
};
const ar: LateWords = {
  short: 'نعتذر لأن هذا الرد جاء متأخرًا قليلًا عما قلناه.',
  sameDay: 'أعتذر: قلنا {firstBy}، وهذا الرد متأخر {late}.',
  days: 'أعتذر لأنك انتظرت {waited}. قلنا لك {firstBy} ولم نلتزم بذلك. إليك الجواب.',
  long: 'أعتذر منك. كتبت إلينا {date}، وقلنا {firstBy}، وانتظرت {waited}. ما كان ينبغي أن يحدث هذا. قرأت كل ما أرسلته. {whatNow}',
  again: 'أعتذر: لم نلتزم مرتين بالوقت الذي ذكرناه لك. سأتابع الأمر حتى ينتهي؛ اسمي {agent}.',
  complaint: 'معك حق: {waited} وقت طويل جدًا، وأنا آسف.',
};

export const lateWords: Readonly<Record<Language, LateWords>> = { en, de, 'de-du': deDu, fr, es, pt, ja, ar };
