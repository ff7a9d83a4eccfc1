/**
 * How does a simulated desk go through its weeks? Customers arrive by their fate, agents take what the routing says while they are on shift, and
 * every change is decided by the product's rules in `receive.ts`, `answer.ts` and `verbs.ts`. It writes nothing; it hands out slices to be saved.
 */
import { assign } from '@meanwhile/core/conversation/assign.ts';
import { resolve } from '@meanwhile/core/conversation/resolve.ts';
import { snooze } from '@meanwhile/core/conversation/snooze.ts';
import { waitOn } from '@meanwhile/core/conversation/wait-on.ts';
import { wake, wakeAt } from '@meanwhile/core/conversation/wake.ts';
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { answerCase } from './answer.ts';
import { arrivalsOf } from './arrivals.ts';
import { Book, type Colleague, type Slice, type World } from './book.ts';
import { Dice } from './dice.ts';
import { elsewhereFate, fateOf, touchOf, type Fate, type Touch } from './fate.ts';
import { leaveForOwner } from './for-owner.ts';
import { ActQueue } from './queue.ts';
import { receiveMessage } from './receive.ts';
import type { AgentSettings, Simulation } from './settings.ts';
import { shiftsOf, type PlannedShift } from './staff.ts';
import { Truth, type Course } from './truth.ts';
import { addNote, doVerb, runOut, sortCase } from './verbs.ts';
import { answerWords, followWords, noteWords, thanksWords } from './words/compose.ts';

interface AtWork {
  readonly shift: PlannedShift;
  readonly member: Colleague;
}

const messagesPerSlice = 2_000;
/** Some milliseconds of work. */
const actsPerStep = 100;
const dueNoticedMs = 1_000;
/** So near to its time a case is taken by whoever is free, assigned or not. */
const pressingMs = hourMs;
const refusedShare = 0.002;

export class Desk {
  readonly book: Book;
  readonly truth = new Truth();
  readonly #simulation: Simulation;
  readonly #acts = new ActQueue();
  readonly #courses = new Map<string, Course>();
  /** Cases somebody should answer, and those that have news for the customer. */
  readonly #waiting = new Set<string>();
  readonly #idle = new Map<string, AtWork>();
  readonly #onShift = new Set<string>();

  constructor(simulation: Simulation, world: World, firstCaseNumber = 1) {
    this.#simulation = simulation;
    this.book = new Book(world, firstCaseNumber);
  }

  /** Everything up to the end of the simulation, in slices. To be called once. */
  *run(): Generator<Slice> {
    for (const slice of this.steps()) if (slice !== null) yield slice;
  }

  /** As `run`, with nulls in between wherever something else may be done for a moment. */
  *steps(): Generator<Slice | null> {
    const simulation = this.#simulation;
    const { fromAt, toAt } = simulation;
    for (const arrival of arrivalsOf(simulation)) this.#acts.put(arrival.at, () => this.#arrive(fateOf(simulation, arrival)));
    for (const shift of shiftsOf(simulation, fromAt, toAt)) this.#plan(shift);
    for (let count = 1; ; count += 1) {
      const next = this.#acts.take(toAt);
      if (next === undefined) break;
      next.act(next.at);
      if (count % actsPerStep === 0) yield null;
      if (this.book.slice.batch.messages.length >= messagesPerSlice) yield this.book.turnPage();
    }
    leaveForOwner(this.book, simulation);
    this.book.letRun();
    yield this.book.turnPage();
    for (const course of this.#courses.values()) this.truth.close(course, this.book);
  }

  #plan(shift: PlannedShift): void {
    const member = this.book.world.members.get(shift.agent.key);
    if (member === undefined) throw new Error(`${shift.agent.key} is no member of the workspace`);
    this.#acts.put(Math.max(shift.startAt, this.#simulation.fromAt), (at) => {
      this.#onShift.add(member.id);
      this.#idle.set(shift.agent.key, { shift, member });
      this.#dispatch(at);
    });
    this.#acts.put(shift.endAt, () => {
      this.#onShift.delete(member.id);
      this.#idle.delete(shift.agent.key);
    });
  }

  #arrive(fate: Fate): void {
    const subject = fate.way === 'email' ? fate.subject : null;
    const { at, person, way, text } = fate;
    const received = receiveMessage(this.book, { at, person, way, text, subject, answersMailId: null });
    const there = this.#courses.get(received.caseId);
    if (there !== undefined && !received.opened && !there.isOver) this.truth.joined(fate, received.caseId);
    else {
      if (there !== undefined) this.truth.close(there, this.book);
      const answeredAt = null;
      this.#courses.set(received.caseId, {
        fate,
        caseId: received.caseId,
        touchCount: 0,
        mailId: null,
        isOver: false,
        answeredAt,
        outcome: 'open',
      });
    }
    this.#afterMessage(received, at);
  }

  #afterMessage({ caseId, told }: ReturnType<typeof receiveMessage>, at: Instant): void {
    if (told !== null) this.#acts.put(told.dueAt + dueNoticedMs, (noticedAt) => runOut(this.book, told, noticedAt));
    const row = this.book.caseOf(caseId);
    if (row.state === 'open' && row.ball === 'us' && row.unanswered_since !== null) this.#waiting.add(caseId);
    this.#dispatch(at);
  }

  /** Everybody who is free takes what comes first for them. */
  #dispatch(at: Instant): void {
    for (const [key, atWork] of this.#idle) {
      if (this.#waiting.size === 0) return;
      const caseId = this.#nextFor(atWork, at);
      if (caseId === null) continue;
      this.#idle.delete(key);
      this.#waiting.delete(caseId);
      this.#begin(atWork, caseId, at);
    }
  }

  #nextFor({ shift, member }: AtWork, at: Instant): string | null {
    let best: string | null = null;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const caseId of this.#waiting) {
      const row = this.book.caseOf(caseId);
      const { fate } = this.#courses.get(caseId)!;
      const isPressing = row.due_at !== null && row.due_at - at < pressingMs;
      if (!knows(shift.agent, fate, isPressing)) continue;
      const isOthers = row.assignee_id !== null && row.assignee_id !== member.id && this.#onShift.has(row.assignee_id);
      if (isOthers && !isPressing) continue;
      const since = row.unanswered_since ?? row.last_message_at;
      const { routing } = this.#simulation;
      const rank = routing === 'due' ? (row.due_at ?? since + 4 * hourMs) : routing === 'oldest' ? since : -since;
      if (rank < bestRank) [best, bestRank] = [caseId, rank];
    }
    return best;
  }

  #begin(atWork: AtWork, caseId: string, at: Instant): void {
    const { member, shift } = atWork;
    const course = this.#courses.get(caseId)!;
    const touch = touchOf(this.#simulation, course.fate, course.touchCount);
    course.touchCount += 1;
    if (this.book.caseOf(caseId).assignee_id !== member.id)
      doVerb(this.book, caseId, { at, by: member, event: 'case.assigned', decide: (facts) => assign(facts, member.id as MemberId) });
    const { handleShock } = this.#simulation;
    const shock = handleShock !== null && at >= handleShock.fromAt ? handleShock.times : 1;
    this.#acts.put(at + touch.handleMs * shock * shift.slowness, (doneAt) => {
      this.#finish(course, touch, { atWork, at: doneAt });
      if (doneAt < shift.endAt) this.#idle.set(shift.agent.key, atWork);
      this.#dispatch(doneAt);
    });
  }

  #finish(course: Course, touch: Touch, { atWork, at }: { atWork: AtWork; at: Instant }): void {
    const { book } = this;
    const { member } = atWork;
    const { caseId, fate } = course;
    const before = book.caseOf(caseId);
    const topicId = touch.isSorted ? (book.world.topicIds.get(fate.topic.key) ?? null) : null;
    sortCase(book, caseId, { at, by: member, topicId, tagId: touch.isTagged ? touch.words.pick(book.world.tagIds) : null });
    if (touch.isNoted) addNote(book, caseId, { at, by: member, text: noteWords(touch.words) });
    const late = before.due_at !== null && before.due_at < at;
    const text = answerWords(touch.words, fate.matter, { kind: touch.kind, late, agentName: member.name });
    const refused = touch.words.chance(refusedShare);
    const { mailId } = answerCase(book, { at, caseId, by: member, text, resolves: touch.resolves && touch.closes, refused });
    course.mailId = mailId;
    const isFirst = course.answeredAt === null;
    course.answeredAt ??= at;
    this.#waiting.delete(caseId);
    if (touch.kind === 'waiting') return this.#waitForOthers(course, touch, { by: member, at });
    if (touch.resolves) return this.#settle(course, touch, at);
    // Who had waited longer than they were ready to is often gone by then.
    const hasGivenUp = isFirst && at - fate.at > fate.patienceMs && touch.words.chance(0.5);
    this.#goOn(course, touch, { at, by: member, hasGivenUp });
  }

  #waitForOthers(course: Course, touch: Touch, { by, at }: { by: Colleague; at: Instant }): void {
    const { caseId } = course;
    doVerb(this.book, caseId, { at: at + 1, by, event: 'case.waiting', decide: (facts) => waitOn(facts, 'other') });
    this.#acts.put(at + touch.newsAfterMs, (newsAt) => {
      if (this.book.caseOf(caseId).state !== 'open') return;
      this.#waiting.add(caseId);
      this.#dispatch(newsAt);
    });
  }

  #settle(course: Course, touch: Touch, at: Instant): void {
    course.isOver = true;
    course.outcome = touch.thanksAfterMs === null ? 'silent-solved' : 'thanked';
    if (touch.thanksAfterMs !== null)
      this.#acts.put(at + touch.thanksAfterMs, (writtenAt) => this.#write(course, thanksWords(touch.words, course.fate.matter), writtenAt));
    if (!touch.closes) this.#tidyLater(course, touch, at);
  }

  #goOn(course: Course, touch: Touch, { at, by, hasGivenUp }: { at: Instant; by: Colleague; hasGivenUp: boolean }): void {
    const { fate, caseId } = course;
    if (touch.isSnoozed) this.#snooze(caseId, at, by);
    if (touch.repliesAfterMs !== null && !hasGivenUp) {
      this.#acts.put(at + touch.repliesAfterMs, (writtenAt) => this.#write(course, followWords(touch.words, fate.matter), writtenAt));
      return;
    }
    course.isOver = true;
    course.outcome = hasGivenUp ? 'gave-up' : touch.failsSilently ? 'silent-failed' : 'silent-solved';
    if (course.outcome !== 'silent-solved' && touch.elsewhereAfterMs !== null && !fate.key.endsWith('+'))
      this.#acts.put(at + touch.elsewhereAfterMs, (elsewhereAt) => {
        course.outcome = 'went-elsewhere';
        this.#arrive(elsewhereFate(this.#simulation, fate, elsewhereAt));
      });
    this.#tidyLater(course, touch, at);
  }

  #write(course: Course, text: string, at: Instant): void {
    const { person, way, subject } = course.fate;
    const mail = way === 'email' ? `Re: ${subject}` : null;
    const received = receiveMessage(this.book, { at, person, way, text, subject: mail, answersMailId: course.mailId });
    if (received.caseId !== course.caseId && !this.#courses.has(received.caseId)) {
      this.#courses.delete(course.caseId);
      course.caseId = received.caseId;
      this.#courses.set(received.caseId, course);
    }
    this.#afterMessage(received, at);
  }

  /** Out of sight until tomorrow, or until what we owe is near. */
  #snooze(caseId: string, at: Instant, by: Colleague): void {
    const untilAt = at + 18 * hourMs;
    if (
      !doVerb(this.book, caseId, { at: at + minuteMs, by, event: 'case.snoozed', decide: (facts) => snooze(facts, untilAt, at + minuteMs) })
    )
      return;
    const { due_at: dueAt } = this.book.caseOf(caseId);
    this.#acts.put(wakeAt({ snoozedUntilAt: untilAt, dueAt }, at), (wokenAt) => {
      doVerb(this.book, caseId, { at: wokenAt, by: null, event: 'case.woken', decide: wake });
    });
  }

  /** What has gone quiet is resolved by somebody in the end, mostly. */
  #tidyLater(course: Course, touch: Touch, at: Instant): void {
    if (new Dice(this.#simulation.seed, `case ${course.fate.key} tidy`).chance(0.25)) return;
    const { caseId } = course;
    this.#acts.put(at + touch.tidiesAfterMs, (tidyAt) => {
      const row = this.book.caseOf(caseId);
      const by = [...this.book.world.members.values()].find((member) => member.id === row.assignee_id);
      if (by === undefined || row.ball === 'us' || row.last_message_at > at + hourMs) return;
      doVerb(this.book, caseId, { at: tidyAt, by, event: 'case.resolved', decide: (facts) => resolve(facts, tidyAt) });
    });
  }
}

/** Language always; skills unless it presses. */
function knows(agent: AgentSettings, fate: Fate, isPressing: boolean): boolean {
  if (!agent.languages.includes(fate.person.language)) return false;
  return isPressing || agent.skills === null || agent.skills.includes(fate.topic.key);
}
