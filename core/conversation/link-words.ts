/** Going on in another channel: the words of an agent's answer that offer it, and those the customer sends from there. In every language we speak to customers. */
import { fill } from '../commitment/words/fill.ts';
import type { Language } from '../commitment/words/language.ts';

/** Are these the words with which that code was to be sent, in whichever language? Blanks are as people's apps make them. */
export function isSaidWith(text: string, { who, code }: { readonly who: string; readonly code: string }): boolean {
  const plain = (words: string): string => words.replaceAll(/\s+/g, ' ').trim().toLowerCase();
  const said = plain(text);
  return Object.values(linkWords).some((words) => said.includes(plain(fill(words.text, { who, code }))));
}

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
