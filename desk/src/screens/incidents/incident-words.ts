/** How do the screens say what a record of an incident holds? Words only; nothing is judged. */
import type { Incident, IncidentReply, IncidentTexts } from '@meanwhile/wire/incidents.ts';
import { say } from '../../words/say.ts';
import { momentWords } from '../../words/times.ts';
import { customerLanguages, languageName, type CustomerLanguage } from '../channels/channel-words.ts';

export function openedWords({ opened }: Incident): string {
  const when = momentWords(opened.at);
  return opened.by === null ? say('incidents.openedByProgram', { when }) : say('incidents.openedAt', { when, name: opened.by.name });
}

/** “opened … by Mia · fixed … · closed …”. */
export function courseWords(incident: Incident): string {
  const { fixed, closed } = incident;
  return [
    openedWords(incident),
    ...(fixed === null ? [] : [say('incidents.fixedAt', { when: momentWords(fixed.at) })]),
    ...(closed === null ? [] : [say('incidents.closedAt', { when: momentWords(closed.at) })]),
  ].join(' · ');
}

export function replyHead({ kind, author, writtenAt }: IncidentReply): string {
  const values = { kind: say(`incidents.kind.${kind}`), when: momentWords(writtenAt) };
  return author === null ? say('incidents.answer.program', values) : say('incidents.answer.by', { ...values, name: author.name });
}

/** The languages to write in; those that have words say so. */
export const languageOptions = (...texts: readonly IncidentTexts[]) =>
  customerLanguages.map((value) => {
    const isWritten = texts.some((one) => (one[value] ?? '').trim() !== '');
    return { value, label: isWritten ? say('incidents.languageHas', { language: languageName(value) }) : languageName(value) };
  });

/** Without languages that have no words. */
export const writtenOf = (texts: IncidentTexts): IncidentTexts =>
  Object.fromEntries(Object.entries(texts).flatMap(([language, text]) => (text.trim() === '' ? [] : [[language, text.trim()]])));

export const directionOf = (language: CustomerLanguage): 'rtl' | 'ltr' => (language === 'ar' ? 'rtl' : 'ltr');
