/** Words of choosing the way of an answer, in both languages: they come with the composer. */
import { ownWords } from './say.ts';

export const sayWay = ownWords({
  en: {
    change: 'Answer another way',
    none: 'There is no other way to reach them.',
    closes: '{channel} takes an answer until {when}.',
    closed: '{channel} takes no answer any more until they write there again.',
    stopped: '{channel}: they get nothing from us there any more.',
    instead: 'Answer by {channel}',
    by: '{channel} · {address}',
    shut: 'no longer possible',
    silent: 'stopped',
  },
  de: {
    change: 'Anders antworten',
    none: 'Es gibt keinen anderen Weg zu ihnen.',
    closes: '{channel} nimmt bis {when} eine Antwort an.',
    closed: '{channel} nimmt keine Antwort mehr an, bis dort wieder geschrieben wird.',
    stopped: '{channel}: dorthin geht von uns nichts mehr.',
    instead: 'Über {channel} antworten',
    by: '{channel} · {address}',
    shut: 'nicht mehr möglich',
    silent: 'gestoppt',
  },
});
