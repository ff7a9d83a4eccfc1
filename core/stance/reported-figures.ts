/**
 * Which figures are reported on a channel, and does one of them measure live work? A figure of live work (speed of answer, abandonment, occupancy)
 * pulls people away from whoever was told a time, so none may stand beside an async channel. Ours are one list; lists people keep are read by name.
 */
export interface Figure {
  /** Where it stands: the channel's report, the inbox's counts, today, or a kept list. */
  readonly where: 'coverage' | 'counts' | 'today' | 'list';
  readonly name: string;
  readonly stance: 'async' | 'live';
}

const async = (where: Figure['where'], ...names: readonly string[]): Figure[] =>
  names.map((name) => ({ where, name, stance: 'async' as const }));

/** Every figure a screen of ours shows of a channel's work. A test holds this list against the shapes of the API: a new figure is judged here. */
export const ourFigures: readonly Figure[] = [
  ...async('coverage', 'first', 'again', 'notices', 'releasedCount', 'sparedMinutes', 'lateMinutes', 'isOftenSooner', 'windows'),
  ...async('coverage', 'estimate', 'alarm', 'days'),
  ...async('counts', 'next', 'mine', 'team', 'waiting', 'all', 'dueSoon', 'late', 'stuck', 'quiet'),
  ...async('today', 'dueCount', 'lateCount', 'hours', 'late', 'willBeLateCount', 'willBeLate'),
];

/** Names of live figures as people write them, in the desk's languages. Whole words, so that “late” is not “latency”. */
const liveNames: readonly RegExp[] = [
  /\baverage speed (?:of|to) answer\b/,
  /\bspeed of answer\b/,
  /\basa\b/,
  /\baht\b/,
  /\b(?:average )?handle time\b/,
  /\babandon(?:ed|ment|s)?\b/,
  /\boccupancy\b/,
  /\bconcurren(?:t|cy)\b/,
  /\bservice level\b/,
  /\b(?:chats?|calls?) (?:waiting|in queue|per hour)\b/,
  /\bqueue (?:time|length|position)\b/,
  /\bpick-?up (?:time|rate)\b/,
  /\bannahmezeit\b/,
  /\bbearbeitungszeit\b/,
  /\babgebrochene?n?\b/,
  /\babbruch(?:quote|rate)\b/,
  /\bauslastung\b/,
  /\bgleichzeitige?n? chats?\b/,
  /\bservicelevel\b/,
  /\bwarteschlangen?(?:zeit|länge|position)\b/,
];

/** A list somebody keeps, by the name they gave it. */
export function keptFigure(name: string): Figure {
  const plain = name.normalize('NFC').toLowerCase();
  return { where: 'list', name, stance: liveNames.some((one) => one.test(plain)) ? 'live' : 'async' };
}
