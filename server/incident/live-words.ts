/** Which words of an incident go out by themselves, and do they sound as if somebody were waiting? What stood there before was judged when it was written. */
import type { Texts } from '@meanwhile/core/craft/kept-words.ts';
import type { TextByLanguage } from '@meanwhile/core/incident/words-of.ts';

export interface IncidentWords {
  readonly entryTexts: TextByLanguage;
  readonly ackTexts: TextByLanguage;
}

const none: IncidentWords = { entryTexts: {}, ackTexts: {} };

/** By where they stand in what was sent: `entryTexts.de`. Those that stood there `before` are left out. */
export function newWords(after: IncidentWords, before: IncidentWords = none): Texts {
  return { ...changed('entryTexts', after.entryTexts, before.entryTexts), ...changed('ackTexts', after.ackTexts, before.ackTexts) };
}

/** An answer to all is written once and read by many, unread by whoever sends each: `texts.de`. */
export const answerWords = (texts: TextByLanguage): Texts => changed('texts', texts, {});

function changed(field: string, after: TextByLanguage, before: TextByLanguage): Texts {
  const old: Readonly<Record<string, string>> = before;
  return Object.fromEntries(
    Object.entries(after).flatMap(([language, text]) => (old[language] === text ? [] : [[`${field}.${language}`, text]])),
  );
}
