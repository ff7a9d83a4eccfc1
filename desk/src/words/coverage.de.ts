/** Deutsche Wörter dafür, was aus den zugesagten Zeiten eines Kanals wurde. */
import type { coverageEn } from './coverage.en.ts';

export const coverageDe: Readonly<Record<keyof typeof coverageEn, string>> = {
  'coverage.title': 'Haben wir Wort gehalten?',
  'coverage.lead': 'Von den Zeiten, die hier zugesagt wurden und vorbei sind: wie viele bis dahin eine Antwort hatten.',
  'coverage.span': 'Gezählt über',
  'coverage.days': '{n} Tage',
  'coverage.none': 'In diesen Tagen ist keine zugesagte Zeit verstrichen.',
  'coverage.kept': '{kept} % von {n} Antworten kamen bis zur zugesagten Zeit (Ziel {goal} %, wahrscheinlich {low}–{high} %).',
  'coverage.late': 'Verspätete kamen {late} zu spät.',
  'coverage.slack': 'Die Hälfte der anderen kam {slack} oder mehr früher.',
  'coverage.again': 'Neue Zeiten anstelle einer ersten: {kept} von {n} eingehalten.',
  'coverage.notices': 'Vorher gesagt, dass es später wird: {n}. Bei {needless} davon kam die Antwort doch zur ersten Zeit.',
  'coverage.alarm.few':
    'An jedem der letzten drei Tage wurden weniger eingehalten als angestrebt, und nicht durch Zufall. Setzen Sie mehr Personen ein oder wählen Sie eine längere Antwortzeit.',
  'coverage.alarm.many':
    'An jedem der letzten drei Tage wurden mehr eingehalten als angestrebt. Eine kürzere Antwortzeit ließe sich zusagen.',
  'coverage.sooner': 'Die Hälfte der jüngsten Antworten brauchte weniger als die halbe zugesagte Öffnungszeit.',
  'coverage.windows': 'Welche Antwortzeit eingehalten worden wäre',
  'coverage.windowsLead': 'Nach den jüngsten 500 Antworten hier, gezählt in den heutigen Öffnungszeiten.',
  'coverage.windowsNone': 'Das lässt sich ab fünfzig Antworten sagen.',
  'coverage.level': 'Eingehalten',
  'coverage.window': 'Antwortzeit',
  'coverage.table': 'Tag für Tag',
  'coverage.day': 'Tag',
  'coverage.told': 'Zugesagt',
  'coverage.keptCount': 'Eingehalten',
  'coverage.share': 'Anteil',
  'coverage.likely': 'Wahrscheinlich',
  'coverage.percent': '{n} %',
  'coverage.range': '{low}–{high} %',
  'coverage.how': 'Wie wird das gezählt?',
  'coverage.how.passed':
    'Jede zugesagte Zeit, die vorbei ist, an dem Tag, an dem sie ablief: eingehalten, wenn bis dahin ein Mensch geantwortet hat. Wer noch wartet, zählt als nicht eingehalten.',
  'coverage.how.not':
    'Nicht gezählt: Zeiten, die noch kommen, Zeiten, nach denen der Kunde nichts mehr brauchte, Spam, und was Personen in Antworten versprochen haben. Neue Zeiten anstelle einer ersten zählen für sich; eine verpasste bleibt verpasst.',
  'coverage.how.likely':
    '„Wahrscheinlich“ ist das 95-%-Intervall des Anteils (Wilson): was allein der Zufall daraus machen kann. Anteile sind abgerundet. Tage sind die der Zeitzone des Arbeitsbereichs.',
  'coverage.capped': 'Gezählt sind nur die jüngsten 20.000 zugesagten Zeiten, seit {since}.',
  'estimate.level': 'Zugesagte Zeiten werden eingehalten',
  'estimate.levelHint': 'Gilt für alle Kanäle. Was schon zugesagt ist, bleibt.',
  'estimate.levelOption': '{n}-mal von 100',
  'estimate.now':
    'Eine Nachricht von jetzt wäre bis {at} beantwortet, so oft eingehalten. Zugesagt wird, was später ist: dies oder die Antwortzeit.',
  'estimate.few': 'Ab fünfzig Antworten wird geschätzt, wann eine Nachricht beantwortet wäre; bis dahin wird die Antwortzeit zugesagt.',
  'estimate.planEnds':
    'Es ist mehr zu tun, als die geplanten Personen in den nächsten Wochen beantworten können: Zugesagt wird die Antwortzeit.',
  'estimate.nobody': 'Für schriftliche Antworten ist niemand geplant, deshalb wird nichts geschätzt: Zugesagt wird die Antwortzeit.',
  'estimate.fromStarter': '{n} warten im Arbeitsbereich, {minutes} Minuten je Antwort (ein Startwert, nicht gemessen).',
  'estimate.fromMeasured': '{n} warten im Arbeitsbereich, {minutes} Minuten je Antwort, gemessen.',
  'estimate.sooner': 'Kürzere Zeit zusagen, wenn die Schätzung kürzer ist',
  'estimate.soonerHint': 'Sie wird ebenso oft eingehalten. Aus: Eine Schätzung verlängert nur, was zugesagt wird.',
};
