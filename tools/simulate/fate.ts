/**
 * What is true of a case, whatever the desk does? Who writes about what in which words, how long they would wait, how much work it is, and what
 * would become of it after each answer. All of it is drawn from streams named after the case, so a changed policy moves none of it.
 */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { Arrival } from './arrivals.ts';
import { Dice } from './dice.ts';
import type { Language, Simulation, TopicSettings, Way } from './settings.ts';
import { firstWords, slotsFrom, subjectOf, type AnswerKind, type Matter } from './words/compose.ts';
import { firstNames, lastNames, mailHosts } from './words/names.ts';

export interface Person {
  readonly index: number;
  readonly name: string;
  readonly language: Language;
  readonly address: string;
  readonly visitorId: string;
  /** Some messenger visitors never say who they are. */
  readonly saysName: boolean;
}

export interface Fate {
  readonly key: string;
  readonly at: Instant;
  readonly person: Person;
  readonly way: Way;
  readonly topic: TopicSettings;
  readonly matter: Matter;
  readonly subject: string;
  readonly text: string;
  readonly urgent: boolean;
  readonly patienceMs: number;
  /** A live talk would have helped: urgent and hard to put in writing. */
  readonly needsLive: boolean;
}

/** What the nth answer leads to. */
export interface Touch {
  readonly handleMs: number;
  readonly kind: AnswerKind;
  readonly resolves: boolean;
  /** Resolved by the agent together with the answer. */
  readonly closes: boolean;
  readonly thanksAfterMs: number | null;
  /** The customer writes on; null: falls silent. */
  readonly repliesAfterMs: number | null;
  /** Of the silent: was the matter left unsolved? */
  readonly failsSilently: boolean;
  /** Of those: they write again elsewhere, as a new matter. */
  readonly elsewhereAfterMs: number | null;
  readonly tidiesAfterMs: number;
  readonly isNoted: boolean;
  readonly isTagged: boolean;
  readonly isSorted: boolean;
  readonly isSnoozed: boolean;
  readonly newsAfterMs: number;
  /** For choosing the words of the answer and of what follows. */
  readonly words: Dice;
}

const noticeChance = {
  thanks: 0.32,
  closes: 0.72,
  question: 0.3,
  waiting: 0.05,
  elsewhere: 0.3,
  noted: 0.07,
  tagged: 0.12,
  sorted: 0.6,
  snoozed: 0.03,
};
const elsewhereMeanMs = 5 * dayMs;

export function personOf(simulation: Simulation, index: number): Person {
  const dice = new Dice(simulation.seed, `person ${index}`);
  const language: Language = dice.chance(simulation.germanShare) ? 'de' : 'en';
  const [first, last] = [dice.pick(firstNames[language]), dice.pick(lastNames[language])];
  const local = plain(`${first}.${last}`);
  return {
    index,
    name: `${first} ${last}`,
    language,
    address: `${local}${index}@${dice.pick(mailHosts)}`,
    visitorId: Array.from({ length: 4 }, () => dice.bits().toString(16).padStart(8, '0')).join(''),
    saysName: dice.chance(0.85),
  };
}

export function fateOf(simulation: Simulation, arrival: Arrival): Fate {
  const dice = new Dice(simulation.seed, `case ${arrival.key}`);
  // Few write often: the square bends the choice towards the beginning of the list.
  const person = personOf(simulation, Math.floor(simulation.population * dice.uniform() ** 1.3));
  const way: Way = dice.chance(simulation.messengerShare) ? 'messenger' : 'email';
  const drawn = dice.weighted(simulation.topics, (topic) => topic.share);
  const topic = simulation.topics.find((one) => one.key === arrival.topic) ?? drawn;
  return toldFate(simulation, { key: arrival.key, at: arrival.at, person, way, topic, dice, isAgain: false });
}

/** The same person, unheard, with the same matter by the other way. */
export function elsewhereFate(simulation: Simulation, before: Fate, at: Instant): Fate {
  const { person, topic } = before;
  const dice = new Dice(simulation.seed, `case ${before.key} elsewhere`);
  const way: Way = before.way === 'email' ? 'messenger' : 'email';
  const fate = toldFate(simulation, { key: `${before.key}+`, at, person, way, topic, dice, isAgain: true });
  return { ...fate, matter: { ...fate.matter, slots: before.matter.slots } };
}

interface Begun extends Pick<Fate, 'key' | 'at' | 'person' | 'way' | 'topic'> {
  readonly dice: Dice;
  readonly isAgain: boolean;
}

function toldFate(simulation: Simulation, { dice, isAgain, ...begun }: Begun): Fate {
  const { person, topic, way } = begun;
  const matter: Matter = {
    topic: topic.key,
    language: person.language,
    way,
    customerName: person.name,
    slots: slotsFrom(dice, person.language),
  };
  const urgent = dice.chance(topic.urgentShare);
  const patienceMs = dice.logNormal(simulation.patienceMs.median, simulation.patienceMs.sigma);
  const needsLive = dice.chance(urgent ? 0.5 : 0.08);
  return {
    ...begun,
    matter,
    urgent,
    patienceMs,
    needsLive,
    subject: subjectOf(dice, matter),
    text: firstWords(dice, matter, { urgent, isAgain }),
  };
}

/** `n` from 0. Every draw is made whether it is used or not, so that one choice moves no other. */
export function touchOf(simulation: Simulation, fate: Fate, n: number): Touch {
  const dice = new Dice(simulation.seed, `case ${fate.key} touch ${n}`);
  const { topic } = fate;
  const handleMs = Math.max(20_000, dice.logNormalOf(topic.handleMs.mean, topic.handleMs.cv));
  // After six touches everything has an end.
  const resolves = dice.chance(topic.resolvesPerTouch) || n >= 6;
  const [isQuestion, isWaiting, closes, isThankful, replies] = [
    dice.chance(noticeChance.question),
    dice.chance(noticeChance.waiting),
    dice.chance(noticeChance.closes),
    dice.chance(noticeChance.thanks),
    dice.chance(topic.customerReplies),
  ];
  const delayMs = dice.logNormal(topic.replyDelayMs.median, topic.replyDelayMs.sigma);
  const [failsSilently, goesElsewhere] = [dice.chance(topic.failsIfSilent), dice.chance(noticeChance.elsewhere)];
  return {
    handleMs,
    kind: isWaiting ? 'waiting' : !resolves && isQuestion ? 'question' : 'answer',
    resolves: resolves && !isWaiting,
    closes,
    thanksAfterMs: isThankful ? dice.logNormal(40 * minuteMs, 1.2) : null,
    repliesAfterMs: replies ? Math.max(minuteMs, delayMs) : null,
    failsSilently,
    elsewhereAfterMs: goesElsewhere ? hourMs + dice.exponential(elsewhereMeanMs) : null,
    tidiesAfterMs: (5 + dice.uniform() * 6) * dayMs,
    isNoted: dice.chance(noticeChance.noted),
    isTagged: dice.chance(noticeChance.tagged),
    isSorted: dice.chance(noticeChance.sorted),
    isSnoozed: dice.chance(noticeChance.snoozed),
    newsAfterMs: (0.5 + dice.uniform() * 1.5) * dayMs,
    words: new Dice(simulation.seed, `case ${fate.key} words ${n}`),
  };
}

/** For addresses: small letters without marks. */
function plain(name: string): string {
  const spelled: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ı: 'i' };
  return name
    .toLowerCase()
    .replace(/[äöüßı]/g, (letter) => spelled[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z.]/g, '');
}
