/** German words of how long things are kept, and of forgetting a customer. Key for key the same as `keep.en.ts`. */
import type { keepEn } from './keep.en.ts';

export const keepDe: Record<keyof typeof keepEn, string> = {
  'settings.data': 'Daten',
  'keep.title': 'Wie lange etwas aufbewahrt wird',
  'keep.lead':
    'Was Kundinnen und Kunden sagen, gehört ihnen. Legen Sie fest, wie lange Sie es brauchen; Älteres geht binnen einer Stunde, mit Namen, Adressen und Dateien, und lässt sich nicht zurückholen. Dass es einen Fall gab und ob die genannte Zeit eingehalten wurde, bleibt.',
  'keep.original': 'Nachrichten, wie sie kamen',
  'keep.originalHint': 'Die rohen Bytes, zum Nachsehen, wenn eine Nachricht seltsam aussieht. Die Nachricht selbst bleibt.',
  'keep.quiet': 'Verstummte Kundschaft',
  'keep.quietHint': 'Jeder Fall erledigt und seither kein Wort. Offene Fälle bleiben unberührt.',
  'keep.spam': 'Spam',
  'keep.spamHint': 'Wer nichts anderes geschickt hat, gezählt ab der Markierung.',
  'keep.forGood': 'für immer',
  'keep.days': '{n, plural, one {# Tag} other {# Tage}}',
  'keep.months': '{n, plural, one {# Monat} other {# Monate}}',
  'keep.years': '{n, plural, one {# Jahr} other {# Jahre}}',
  'keep.confirmTitle': '{n, plural, one {# Person} other {# Personen}} binnen einer Stunde vergessen?',
  'keep.confirmMore': 'Mehr als {n} Personen binnen einer Stunde vergessen?',
  'keep.confirmLead':
    'Sie liegen jenseits der gewählten Zeiten. Was sie gesagt haben, geht für immer; das lässt sich nicht rückgängig machen.',
  'keep.confirm': 'Speichern und vergessen',
  'keep.backups':
    'Sicherungen behalten, was in ihnen steht. Wird eine eingespielt, wird jede Person, die seither vergessen wurde, wieder vergessen.',
  'erase.button': 'Diese Person vergessen …',
  'erase.title': '{name} für immer vergessen?',
  'erase.lead':
    'Jede Nachricht, Notiz und Datei, der Name und jede Adresse gehen, hier und im Protokoll. Es bleibt: dass es Fälle gab, wann, und ob die genannten Zeiten eingehalten wurden. Das lässt sich nicht rückgängig machen. Kopien in einem Postfach oder in einem per Webhook verbundenen Programm können wir nicht entfernen.',
  'erase.confirm': 'Für immer vergessen',
  'erase.done': 'Vergessen.',
  'erase.busy': 'Ein Fall ist noch offen, oder eine Antwort ist unterwegs. Erledigen Sie ihn zuerst.',
};
