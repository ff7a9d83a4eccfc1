/** Which of an incident's words does this customer read? Their own language, else English, else the workspace's: in a trouble, words in another language beat none. */
import { catalogueOf, languageOf, type Language } from '../commitment/words/language.ts';

export type TextByLanguage = Readonly<Partial<Record<Language, string>>>;

/** Null where nothing was written at all. `locale` and `workspaceLocale` are BCP 47 tags. */
export function wordsOf(texts: TextByLanguage, locale: string, workspaceLocale: string): string | null {
  const wanted: readonly Language[] = [catalogueOf(locale), languageOf(locale), 'en', languageOf(workspaceLocale)];
  for (const language of [...wanted, ...(Object.keys(texts) as Language[]).toSorted()]) {
    const text = texts[language];
    if (text !== undefined && text !== '') return text;
  }
  return null;
}

/** The words of every incident that is open here, oldest first, before what is told about time. */
export function withIncidents(
  told: string,
  texts: readonly TextByLanguage[],
  reader: { readonly locale: string; readonly workspaceLocale: string },
): string {
  const said = texts.map((one) => wordsOf(one, reader.locale, reader.workspaceLocale)).filter((words) => words !== null);
  return [...new Set(said), told].join(' ');
}
