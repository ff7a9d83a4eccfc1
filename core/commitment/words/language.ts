/** In which of our languages do we speak to someone? Maps a BCP 47 tag to a catalogue; what we do not speak becomes English. */
export const languages = ['en', 'de', 'de-du', 'fr', 'es', 'pt', 'ja', 'ar'] as const;
export type Language = (typeof languages)[number];
/** A language whatever the form of address. */
export type BaseLanguage = Exclude<Language, 'de-du'>;

/** `de-AT` is German, `pt-BR` Portuguese, `tlh` English. `de-du` is German for everything but the form of address. */
export function languageOf(locale: string): BaseLanguage {
  const primary = locale.toLowerCase().split(/[-_]/)[0] ?? '';
  return (languages as readonly string[]).includes(primary) ? (primary as BaseLanguage) : 'en';
}

/** The tag where `Intl` can read it (`de_DE` counts as `de-DE`), else our language for it: a page that writes its language wrongly must not cost a message. */
export function readableTag(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0] ?? languageOf(locale);
  } catch (error) {
    if (error instanceof RangeError) return languageOf(locale);
    throw error;
  }
}

/** The catalogue to use: as `languageOf`, and the German „du“ set for `de-du` or where the workspace chose it. */
export function catalogueOf(locale: string, informal = false): Language {
  const language = languageOf(locale);
  return language === 'de' && (informal || locale.toLowerCase().startsWith('de-du')) ? 'de-du' : language;
}

/** Which way the text runs, for the `dir` attribute. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  return languageOf(locale) === 'ar' ? 'rtl' : 'ltr';
}
