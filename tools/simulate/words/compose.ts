/** How does a text come together? Sentences of the topic with their slots filled from the case's own facts; every draw comes from the dice given. */
import type { Dice } from '../dice.ts';
import type { Language, Way } from '../settings.ts';
import { afterSale } from './after-sale.ts';
import { again, apologies, farewells, greetings, notes, offers, thanks, urgencies, waitings } from './everyday.ts';
import { goods } from './goods.ts';
import { money } from './money.ts';
import { carriers, cities, products, weekdays } from './names.ts';
import { parcels } from './parcels.ts';
import { returnsAndVouchers } from './returns.ts';
import type { TopicKey, TopicWords } from './topic-words.ts';

export const topicWords: readonly TopicWords[] = [...parcels, ...returnsAndVouchers, ...money, ...goods, ...afterSale];
const byKey = new Map(topicWords.map((words) => [words.key, words]));

/** What stays the same through all messages of one case. */
export interface Matter {
  readonly topic: TopicKey;
  readonly language: Language;
  readonly way: Way;
  readonly customerName: string;
  readonly slots: Readonly<Record<string, string>>;
}

export function slotsFrom(dice: Dice, language: Language): Record<string, string> {
  const pounds = (dice.below(18_000) + 400) / 100;
  return {
    order: `${10_000 + dice.below(89_999)}`,
    product: dice.pick(products[language]),
    city: dice.pick(cities[language]),
    carrier: dice.pick(carriers),
    day: dice.pick(weekdays[language]),
    amount: language === 'de' ? `${pounds.toFixed(2).replace('.', ',')} €` : `€${pounds.toFixed(2)}`,
  };
}

export function subjectOf(dice: Dice, matter: Matter): string {
  return fill(dice.pick(sentences(matter).subjects), matter);
}

/** The first message. `urgent` adds a sentence, `isAgain` begins with having written before. */
export function firstWords(dice: Dice, matter: Matter, how: { urgent: boolean; isAgain: boolean }): string {
  const own = sentences(matter);
  const parts = [
    ...(how.isAgain ? [dice.pick(again[matter.language])] : []),
    dice.pick(own.openings),
    ...(dice.chance(0.7) ? [dice.pick(own.details)] : []),
    ...(how.urgent ? [dice.pick(urgencies[matter.language])] : []),
    dice.pick(own.asks),
  ];
  return letter(dice, matter, fill(parts.join(' '), matter));
}

export function followWords(dice: Dice, matter: Matter): string {
  return letter(dice, matter, fill(dice.pick(sentences(matter).follows), matter));
}

export function thanksWords(dice: Dice, matter: Matter): string {
  return dice.pick(thanks[matter.language]);
}

export type AnswerKind = 'answer' | 'question' | 'waiting';

/** Ours. A late one says sorry first. */
export function answerWords(dice: Dice, matter: Matter, how: { kind: AnswerKind; late: boolean; agentName: string }): string {
  const own = sentences(matter);
  const main = dice.pick(how.kind === 'answer' ? own.answers : how.kind === 'question' ? own.questions : waitings[matter.language]);
  const parts = [
    ...(how.late ? [dice.pick(apologies[matter.language])] : []),
    main,
    how.kind === 'answer' ? dice.pick(offers[matter.language]) : '',
  ];
  const body = fill(sentenceCase(parts.filter((part) => part !== '')), matter);
  const first = matter.customerName.split(' ')[0] ?? '';
  const agent = how.agentName.split(' ')[0] ?? '';
  if (matter.way === 'messenger') return matter.language === 'de' ? `Hallo ${first}, ${body}` : `Hi ${first}, ${body}`;
  return matter.language === 'de'
    ? `Hallo ${matter.customerName},\n\n${body}\n\nViele Grüße\n${agent}, Northlight`
    : `Hello ${first},\n\n${capital(body)}\n\nKind regards,\n${agent}, Northlight`;
}

export function noteWords(dice: Dice): string {
  return dice.pick(notes);
}

function sentences(matter: Matter) {
  return byKey.get(matter.topic)![matter.language];
}

function letter(dice: Dice, matter: Matter, body: string): string {
  const { language, way, customerName } = matter;
  const greeting = dice.pick(greetings[language][way]);
  // German goes on in small letters after a greeting with a comma, English begins anew.
  const begun = language === 'de' && greeting.endsWith(',') ? body : capital(body);
  if (way === 'messenger') return greeting === '' ? begun : `${greeting} ${begun}`;
  return `${greeting}\n\n${begun}\n\n${dice.pick(farewells[language])}\n${customerName}`;
}

function fill(text: string, matter: Matter): string {
  return text.replace(/\{(\w+)\}/g, (_, slot: string) => matter.slots[slot] ?? '');
}

/** Each part is a sentence of its own from the second on. */
function sentenceCase(parts: readonly string[]): string {
  return parts.map((part, index) => (index === 0 ? part : capital(part))).join(' ');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
