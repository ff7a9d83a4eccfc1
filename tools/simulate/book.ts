/**
 * What does the simulated desk know, and what is still to be written? The state that the product keeps in its tables, kept in memory between the
 * slices in which it is saved, and the rows and events of the slice that is being filled.
 */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { Batch, type CommitmentRow } from '@meanwhile/server/intake/batch.ts';
import type { AutoReplyFacts } from '@meanwhile/server/intake/auto-reply.ts';
import type { KnownMail } from '@meanwhile/server/intake/facts.store.ts';
import { People } from '@meanwhile/server/intake/people.ts';
import type { CaseFactsRow } from '@meanwhile/server/case/case.ts';
import { presentCase } from '@meanwhile/server/case/case.ts';
import type { ChannelTime } from '@meanwhile/server/commitment/commitment.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import type { NewEvent } from '@meanwhile/server/platform/stream/append-event.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { Way } from './settings.ts';
import type { TopicKey } from './words/topic-words.ts';

/** What a mail server says where there is no such mailbox. */
export const refusal = { code: 'rejected', detail: '550 5.1.1 Mailbox unavailable', class: 'permanent' } as const;

export interface Colleague {
  readonly id: string;
  readonly name: string;
}

/** The shop as it is set up, with the ids it has in its workspace. */
export interface World {
  /** Its clock stands where the simulation stands; ids come from it. */
  readonly platform: Pick<Platform, 'clock' | 'keys' | 'epoch' | 'settings'>;
  readonly workspaceId: string;
  readonly channels: Readonly<Record<Way, ChannelTime>>;
  /** By the key of the agent. */
  readonly members: ReadonlyMap<string, Colleague>;
  readonly topicIds: ReadonlyMap<TopicKey, string>;
  readonly tagIds: readonly string[];
  /** Moves the clock. */
  setNow(at: Instant): void;
}

export interface RunningTold {
  readonly id: string;
  readonly caseId: string;
  readonly dueAt: Instant;
  readonly askedAt: Instant;
}

export interface Ending {
  readonly id: string;
  readonly ending: 'kept' | 'broken';
  readonly endedAt: Instant;
  readonly byMessageId: string | null;
}

export interface NoteRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly author_id: string;
  readonly text: string;
  readonly created_at: string;
}

/**
 * What is saved at once. Commitments are kept back from the batch until they have ended (or the history has), so that each is written
 * once and not twice; deliveries, too, are written with what became of them.
 */
export interface Slice {
  readonly batch: Batch;
  readonly commitments: (CommitmentRow & { readonly ended: Ending | null })[];
  readonly notes: NoteRow[];
  readonly tags: { case_id: string; tag_id: string }[];
  /** Deliveries that were refused, by id. */
  readonly refusedIds: string[];
  readonly events: (NewEvent & { readonly at: Instant })[];
}

function emptySlice(): Slice {
  return { batch: new Batch(), commitments: [], notes: [], tags: [], refusedIds: [], events: [] };
}

export class Book {
  readonly world: World;
  readonly people = new People();
  readonly cases = new Map<string, CaseFactsRow>();
  readonly casesOf = new Map<string, string[]>();
  /** Times told that still run, by conversation, newest last. */
  readonly running = new Map<string, RunningTold[]>();
  readonly auto = new Map<string, AutoReplyFacts>();
  readonly mails = new Map<string, KnownMail[]>();
  readonly customers = new Map<string, CaseRow['customer']>();
  slice = emptySlice();
  readonly #toldOpen = new Map<string, CommitmentRow>();
  #lastNumber: number;

  constructor(world: World, firstCaseNumber: number) {
    this.world = world;
    this.#lastNumber = firstCaseNumber - 1;
  }

  get nextCaseNumber(): number {
    return this.#lastNumber + 1;
  }

  takeCaseNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  newId(): string {
    return this.world.platform.clock.newId<string>();
  }

  /** Hands out what is to be saved and begins a new slice. */
  turnPage(): Slice {
    const full = this.slice;
    this.slice = emptySlice();
    return full;
  }

  /** Kept back from the batch of this message until they end. */
  holdOpen(): void {
    const { batch } = this.slice;
    for (const row of batch.commitments.splice(0)) this.#toldOpen.set(row.id, row);
  }

  endTold(ended: Ending): void {
    const row = this.#toldOpen.get(ended.id);
    if (row === undefined) throw new Error(`commitment ${ended.id} has ended already`);
    this.#toldOpen.delete(ended.id);
    this.slice.commitments.push({ ...row, ended });
  }

  /** At the end of the history: what still runs is written as running. */
  letRun(): void {
    for (const row of this.#toldOpen.values()) this.slice.commitments.push({ ...row, ended: null });
    this.#toldOpen.clear();
  }

  setCase(row: CaseFactsRow): void {
    const { batch } = this.slice;
    if (!this.cases.has(row.id)) {
      const own = this.casesOf.get(row.conversation_id);
      if (own === undefined) this.casesOf.set(row.conversation_id, [row.id]);
      else own.push(row.id);
    }
    this.cases.set(row.id, row);
    (batch.newCases.has(row.id) ? batch.newCases : batch.changedCases).set(row.id, row);
  }

  caseOf(id: string): CaseFactsRow {
    const row = this.cases.get(id);
    if (row === undefined) throw new Error(`there is no case ${id}`);
    return row;
  }

  wireCase(row: CaseFactsRow): CaseRow {
    const customer = this.customers.get(row.conversation_id);
    if (customer === undefined) throw new Error(`nobody is known in conversation ${row.conversation_id}`);
    return presentCase(row, customer);
  }

  emit(at: Instant, event: NewEvent): void {
    this.slice.events.push({ ...event, at });
  }
}
