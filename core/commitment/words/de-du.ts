/** What customers read in German, addressed as „du“, where the workspace chose so: only the sentences that differ from `de.ts`. */
import { de } from './de.ts';
import type { Words } from './words-for.ts';

export const deDu: Words = {
  ...de,
  'entry.later': 'Schreib uns, wann es dir passt. Wir antworten bis {by}. Du kannst die Seite schließen: Die Antwort kommt per E-Mail.',
  'entry.later.noContact':
    'Schreib uns, wann es dir passt. Wir antworten bis {by}. Mit E-Mail-Adresse oder Telefonnummer sagen wir dir Bescheid, sobald die Antwort da ist.',
  'entry.later.noContact.email':
    'Schreib uns, wann es dir passt. Wir antworten bis {by}. Mit E-Mail-Adresse sagen wir dir Bescheid, sobald die Antwort da ist.',
  'entry.later.here':
    'Schreib uns, wann es dir passt. Wir antworten bis {by}. Du kannst die Seite schließen: Die Antwort steht hier, wenn du wiederkommst.',
  'entry.closed': 'Wir haben gerade geschlossen und sind {opens} wieder da. Schreib ruhig jetzt: Wir antworten bis {by}.',
  'entry.holiday': 'Heute ist geschlossen ({holiday}); wir sind {opens} wieder da. Schreib ruhig jetzt: Wir antworten bis {by}.',
  'entry.ask': 'Frag ruhig alles auf einmal. Fotos und Dateien sind willkommen.',
  'own.failed': 'Nicht gesendet. Dein Text ist noch da.',
  'ack.email':
    'Deine Nachricht ist um {received} bei uns angekommen. Wir antworten bis {by}. Fällt dir noch etwas ein? Antworte einfach auf diese E-Mail. Alles bisher: {link}. Deine Nummer ist {ref}; du brauchst sie nur am Telefon. (Automatisch gesendet von {brand}.)',
  'ack.whatsapp':
    'Danke, deine Nachricht ist da. Wir antworten hier bis {by}. Du kannst die App schließen; Fotos und Fragen gern jederzeit dazu. (Automatische Bestätigung)',
  'empty.messenger':
    'Das ist dein Gespräch mit {brand}. Es bleibt hier: Komm jederzeit wieder, auf jedem Gerät; du musst nichts zweimal erzählen.',
  'empty.messenger.thisDevice':
    'Das ist dein Gespräch mit {brand}. Es bleibt hier: Komm jederzeit wieder; du musst nichts zweimal erzählen.',
  'label.message': 'Deine Nachricht',
  'label.you': 'Du',
  'state.loading': 'Dein Gespräch wird geladen …',
  'text.tooLong': 'Deine Nachricht ist zu lang: höchstens {limit} Zeichen.',
  'text.empty': 'Schreib etwas oder häng eine Datei an.',
  'error.tooFast': 'Das war viel. Dein Text ist noch da; versuch es in einer Minute wieder.',
  'state.signIn': 'Bitte melde dich auf der Website an, um hier zu schreiben.',
  'form.email': 'E-Mail-Adresse (freiwillig): Dort sagen wir dir Bescheid, wenn die Antwort da ist.',
  'urgent.danger': 'Ist jemand in Gefahr, ruf jetzt den Notruf an.',
  'urgent.outage': 'Wir haben deine Nachricht als dringend markiert.',
  'form.received': 'Deine Nachricht ist bei uns angekommen.',
  'form.trap': 'Lass dieses Feld leer',
  'error.closedLink': 'Dieser Link gilt nicht mehr. Schreib uns hier.',
};
