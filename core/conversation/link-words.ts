/** Going on in another channel: the words of an agent's answer that offer it, and those the customer sends from there. In every language we speak to customers. */
import type { Language } from '../commitment/words/language.ts';

export interface LinkWords {
  /** Before the links. */
  readonly invite: string;
  /** What the customer sends from there. `{who}` names them so that they know whose conversation it is; `{code}` proves it. */
  readonly text: string;
}

export const linkWords: Readonly<Record<Language, LinkWords>> = {
  en: { invite: 'You can also go on here:', text: 'I am {who} and go on here. {code}' },
  de: { invite: 'Sie können auch hier weiterschreiben:', text: 'Ich bin {who} und schreibe hier weiter. {code}' },
  'de-du': { invite: 'Du kannst auch hier weiterschreiben:', text: 'Ich bin {who} und schreibe hier weiter. {code}' },
  fr: { invite: 'Vous pouvez aussi continuer ici :', text: 'Je suis {who} et je continue ici. {code}' },
  es: { invite: 'También puede seguir aquí:', text: 'Soy {who} y sigo aquí. {code}' },
  pt: { invite: 'Também pode continuar aqui:', text: 'Sou {who} e continuo aqui. {code}' },
  ja: { invite: 'こちらでも続けられます：', text: '{who} です。こちらで続けます。{code}' },
  ar: { invite: 'يمكنك أيضًا المتابعة هنا:', text: 'أنا {who} وسأتابع هنا. {code}' },
};
