/**
 * How is the shop of a simulation set up in an installation? A workspace as old as its history, with calendar, reply policies, both channels,
 * topics, tags, members with accounts, and their shifts two weeks ahead. Everything said to the log as the product says it.
 */
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import type { Accounts } from '@meanwhile/server/accounts/accounts.ts';
import { admitMember } from '@meanwhile/server/accounts/invitation.ts';
import { shownMember } from '@meanwhile/server/accounts/member.ts';
import { makeWorkspace } from '@meanwhile/server/accounts/workspace.ts';
import { insertCalendar, insertPolicy } from '@meanwhile/server/commitment/calendar.store.ts';
import { iso } from '@meanwhile/server/platform/db/instant.ts';
import { insertRows } from '@meanwhile/server/platform/db/save-rows.ts';
import { acrossWorkspaces, inWorkspace, type Transaction } from '@meanwhile/server/platform/db/transaction.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import { appendEvents, type NewEvent } from '@meanwhile/server/platform/stream/append-event.ts';
import { putTag, putTopic } from '@meanwhile/server/topic/topic.store.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import type { Colleague } from '@meanwhile/tools/simulate/book.ts';
import type { Simulation, Way } from '@meanwhile/tools/simulate/settings.ts';
import { shiftsOf } from '@meanwhile/tools/simulate/staff.ts';
import { shopMailAddress, shopName, type ShopIds } from '@meanwhile/tools/simulate/world.ts';
import { topicWords } from '@meanwhile/tools/simulate/words/compose.ts';
import { tagNames } from '@meanwhile/tools/simulate/words/everyday.ts';

export interface ShopWanted {
  readonly slug: string;
  readonly ownerEmail: string;
  readonly ownerName: string;
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const shiftsAheadMs = 14 * dayMs;
const names: Readonly<Record<Way, string>> = { messenger: 'Website', email: 'Mail' };

/** Null = the slug is taken. */
export async function openShop(
  platform: Platform,
  accounts: Accounts,
  simulation: Simulation,
  wanted: ShopWanted,
): Promise<ShopIds | null> {
  const { fromAt } = simulation;
  await makeMonths(platform, simulation);
  const owner = await accounts.personFor({ name: wanted.ownerName, email: wanted.ownerEmail });
  const colleagues = simulation.agents.filter((agent) => agent.role !== 'owner');
  const people = await Promise.all(colleagues.map((agent) => accounts.personFor({ name: agent.name, email: agent.email })));
  const then: Platform = { ...platform, clock: { ...platform.clock, nowAt: () => fromAt } };
  let ids: ShopIds | null = null;
  const made = await makeWorkspace(
    then,
    {
      name: shopName,
      slug: wanted.slug,
      locale: 'en',
      zone: simulation.calendar.zone,
      owner: { userId: owner.id, name: owner.name, email: owner.email },
    },
    async (tx, { workspace, ownerId }) => {
      const shop = new Shop(then, tx, workspace.id, `member:${ownerId}`);
      const members = new Map<string, Colleague>([['owner', { id: ownerId, name: owner.name }]]);
      for (const [index, agent] of colleagues.entries()) {
        const person = people[index]!;
        members.set(agent.key, { id: await shop.admit(person, agent.role as 'manager' | 'agent', fromAt), name: person.name });
      }
      ids = { workspaceId: workspace.id, members, ...(await shop.setUp(simulation)) };
      await shop.tell(fromAt);
    },
  );
  if (made === null || ids === null) return null;
  await planShifts(platform, simulation, ids);
  return ids;
}

class Shop {
  readonly #platform: Platform;
  readonly #tx: Transaction;
  readonly #workspaceId: string;
  readonly #actor: string;
  readonly #events: NewEvent[] = [];

  constructor(platform: Platform, tx: Transaction, workspaceId: string, actor: string) {
    this.#platform = platform;
    this.#tx = tx;
    this.#workspaceId = workspaceId;
    this.#actor = actor;
  }

  async admit(person: Person, role: 'manager' | 'agent', at: Instant): Promise<string> {
    const joining = { workspaceId: this.#workspaceId, userId: person.id, name: person.name, email: person.email, role, at };
    const id = await admitMember(this.#tx, this.#platform, joining);
    if (id === null) throw new Error(`${person.email} is a member already`);
    const member = shownMember({ id, user_id: person.id, name: person.name, email: person.email, role, joined_at: at, removed_at: null });
    this.#note('member.changed', id, { member });
    return id;
  }

  async setUp(simulation: Simulation): Promise<Omit<ShopIds, 'workspaceId' | 'members'>> {
    const calendarId = await this.#calendar(simulation);
    const policyIds = {
      messenger: await this.#policy(simulation, 'messenger', calendarId),
      email: await this.#policy(simulation, 'email', calendarId),
    };
    const at = simulation.fromAt;
    const channelIds = {
      messenger: await this.#channel('messenger', policyIds.messenger, at),
      email: await this.#channel('email', policyIds.email, at),
    };
    const topicIds: [(typeof topicWords)[number]['key'], string][] = [];
    for (const words of topicWords) {
      const row = await putTopic(this.#tx, this.#workspaceId, { id: this.#newId(), name: words.name, at });
      this.#note('workspace.changed', row.id, { topic: { id: row.id, name: row.name } });
      topicIds.push([words.key, row.id]);
    }
    const tagIds: string[] = [];
    for (const name of tagNames) {
      const row = await putTag(this.#tx, this.#workspaceId, { id: this.#newId(), name, at });
      this.#note('workspace.changed', row.id, { tag: { id: row.id, name } });
      tagIds.push(row.id);
    }
    return { calendarId, policyIds, channelIds, topicIds: new Map(topicIds), tagIds: tagIds.toSorted() };
  }

  tell(at: Instant): Promise<void> {
    return appendEvents({ tx: this.#tx, platform: this.#platform, workspaceId: this.#workspaceId, at }, this.#events);
  }

  async #calendar({ calendar, fromAt }: Simulation): Promise<string> {
    const id = this.#newId();
    const common = { id, version: 1, name: 'Shop hours', zone: calendar.zone, weekly: calendar.weekly, exceptions: calendar.exceptions };
    const exceptionNames = { ...calendar.exceptionNames };
    await insertCalendar(this.#tx, this.#workspaceId, { ...common, exception_names: exceptionNames, valid_from: fromAt, first_at: fromAt });
    this.#note('calendar.changed', id, { calendar: { ...common, exceptionNames, validFrom: iso(fromAt) } });
    return id;
  }

  async #policy({ replyWithinMs, fromAt }: Simulation, way: Way, calendarId: string): Promise<string> {
    const id = this.#newId();
    const within = replyWithinMs[way];
    const common = { id, version: 1, name: way === 'messenger' ? 'Messenger, four hours' : 'Mail, one day', basis: 'chosen' as const };
    await insertPolicy(this.#tx, this.#workspaceId, {
      ...common,
      calendar_id: calendarId,
      reply_within_ms: within,
      valid_from: fromAt,
      first_at: fromAt,
      place: null,
      channel_ids: [],
      topic_ids: [],
      queue_ids: [],
      languages: [],
      priorities: [],
      tiers: [],
    });
    const told = { calendarId, replyWithinMinutes: within / minuteMs, validFrom: iso(fromAt), appliesTo: null };
    this.#note('policy.changed', id, { policy: { ...common, ...told } });
    return id;
  }

  async #channel(way: Way, policyId: string, at: Instant): Promise<string> {
    const id = this.#newId();
    const settings = way === 'email' ? { address: shopMailAddress, senderName: shopName } : { allowedOrigins: [], identityRequired: false };
    await this.#tx.run(sql`insert into directory.channel (channel_id, workspace_id, type) values (${id}, ${this.#workspaceId}, ${way})`);
    await this.#tx.run(sql`insert into tenant.channel (workspace_id, id, type, name, state, policy_id, settings, created_at)
      values (${this.#workspaceId}, ${id}, ${way}, ${names[way]}, 'open', ${policyId}, ${JSON.stringify(settings)}, ${iso(at)})`);
    if (way === 'email')
      await this.#tx.run(
        sql`insert into directory.mail_address (address, workspace_id, channel_id) values (${shopMailAddress}, ${this.#workspaceId}, ${id})`,
      );
    const channel = {
      id,
      type: way,
      name: names[way],
      state: 'open',
      policyId,
      settings,
      secretNames: [],
      tellsSooner: false,
      mayBeLive: false,
      entryWords: null,
      createdAt: iso(at),
      stance: { mode: 'async', because: 'no_shift', onShiftCount: 0, presentCount: 0 },
      address: way === 'email' ? shopMailAddress : `${this.#platform.settings.publicUrl}/m/${id}`,
    } satisfies Partial<Channel>;
    this.#note('channel.changed', id, { channel }, id);
    return id;
  }

  #note(type: NewEvent['type'], subjectId: string, payload: Record<string, unknown>, channelId: string | null = null): void {
    this.#events.push({ type, audience: 'desk', actor: this.#actor, subjectId, channelId, payload });
  }

  #newId(): string {
    return this.#platform.clock.newId<string>();
  }
}

/** A partition for every month the history touches. */
async function makeMonths(platform: Platform, { fromAt, toAt }: Simulation): Promise<void> {
  await acrossWorkspaces(platform.workPool, async (tx) => {
    for (let at = fromAt; at < toAt + 20 * dayMs; at += 20 * dayMs) await tx.run(sql`select tenant.ensure_month(${iso(at)})`);
  });
}

async function planShifts(platform: Platform, simulation: Simulation, ids: ShopIds): Promise<void> {
  const { fromAt, toAt } = simulation;
  const rows = shiftsOf(simulation, fromAt, toAt + shiftsAheadMs).map(({ agent, startAt, endAt }) => ({
    id: platform.clock.newId<'shift'>() as string,
    member_id: ids.members.get(agent.key)!.id,
    starts_at: iso(startAt),
    ends_at: iso(endAt),
  }));
  const actor = `member:${ids.members.get('owner')!.id}`;
  const { workspaceId } = ids;
  await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    await insertRows(
      tx,
      rows,
      (json) => sql`
      insert into tenant.shift (workspace_id, id, member_id, pool, starts_at, ends_at, created_by, created_at)
      select ${workspaceId}::uuid, r.id, r.member_id, 'async', r.starts_at, r.ends_at, ${actor}, ${iso(fromAt)}::timestamptz
      from jsonb_to_recordset(${json}::jsonb) as r (id uuid, member_id uuid, starts_at timestamptz, ends_at timestamptz)`,
    );
    const events: NewEvent[] = rows.map((row) => ({
      type: 'shift.changed',
      audience: 'desk',
      actor,
      subjectId: row.id,
      payload: { shift: { id: row.id, memberId: row.member_id, pool: 'async', startsAt: row.starts_at, endsAt: row.ends_at } },
    }));
    await appendEvents({ tx, platform, workspaceId, at: fromAt }, events);
  });
}
