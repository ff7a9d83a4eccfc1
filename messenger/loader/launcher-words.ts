/** What does the launcher say before our frame is there? One label in every language we speak; English stands in the loader itself. */
export const launcherWords: Readonly<Record<string, string>> = {
  de: 'Schreiben Sie uns',
  fr: 'Écrivez-nous',
  es: 'Escríbanos',
  pt: 'Escreva-nos',
  ja: 'お問い合わせ',
  ar: 'راسلنا',
};
