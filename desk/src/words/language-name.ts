/** Which language is meant by a tag? In the reader's words; it translates nothing. */
import { currentLanguage } from './say.ts';

/** “German”; the tag itself where the browser does not know it. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(currentLanguage(), { type: 'language' }).of(tag) ?? tag;
  } catch {
    // Not a language tag at all: shown as it came.
    return tag;
  }
}
