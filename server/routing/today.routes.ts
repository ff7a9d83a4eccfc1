/** Today over REST: reads only. Marking somebody absent is leave, and stands with the staff. */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { today, todayWithout, withoutThem, type DueReply, type TodayPerson } from '@meanwhile/wire/today.ts';
import type { FastifyInstance } from 'fastify';
import { presentCases } from '../case/case.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import type { StaffHere } from './staff.ts';
import {
  atRiskWithout,
  dueOf,
  factsOfToday,
  hoursAhead,
  lateNow,
  mostDue,
  planOf,
  willBeLate,
  type At,
  type Facts,
  type Plan,
} from './today.ts';
import type { DueRow } from './today.store.ts';

const mostNamed = stepLimits.todayNamed;
const read = { method: 'GET', permission: 'case:read', idempotency: 'safe', audit: null } as const;

export function registerTodayRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...read,
    url: '/today',
    summary: 'Replies due by hour against the people planned, and what will be late as planned',
    answer: today,
    async handle(call) {
      const facts = await factsOfToday(call);
      const plan = planOf(facts);
      const [late, later] = [lateNow(facts), willBeLate(facts, plan)];
      const named = await presentReplies(call, [...late.slice(0, mostNamed), ...later.slice(0, mostNamed)], plan);
      const { perReplyMs, productiveShare, source } = facts.figures;
      return {
        at: wireInstant(facts.at),
        until: wireInstant(facts.untilAt),
        dayEndsAt: wireInstant(facts.dayEndsAt),
        figures: { minutesPerReply: perReplyMs / minuteMs, productiveShare, source },
        isPlanned: facts.isPlanned,
        isCapped: facts.due.length > mostDue,
        dueCount: Math.min(facts.due.length, mostDue),
        lateCount: late.length,
        hours: hoursAhead(facts, plan).map((hour) => ({ ...hour, startsAt: wireInstant(hour.startsAt) })),
        people: call.principal.permissions.has('member:read') ? facts.staff.map((one) => presentPerson(one, facts)) : [],
        late: late.slice(0, mostNamed).flatMap((row) => named.get(row.id) ?? []),
        willBeLateCount: later.length,
        willBeLate: later.slice(0, mostNamed).flatMap((row) => named.get(row.id) ?? []),
      };
    },
  });
  workspaceRoute(app, context, {
    ...read,
    url: '/today/without',
    summary: 'Which replies are at risk if these members are absent from now on',
    query: withoutThem,
    answer: todayWithout,
    async handle(call) {
      const { memberIds, until } = call.query;
      const facts = await factsOfToday(call, until === undefined ? undefined : Date.parse(until));
      const untilAt = until === undefined ? facts.dayEndsAt : Date.parse(until);
      if (untilAt <= facts.at) return refuse('bad_request', 'They are back after they are gone.');
      const staff = new Set(facts.staff.map((one) => one.id));
      if (!memberIds.every((id) => staff.has(id))) return refuse('not_found');
      const { plan, atRisk } = atRiskWithout(facts, memberIds, untilAt);
      const shown = atRisk.slice(0, mostNamed);
      const named = await presentReplies(
        call,
        shown.map(({ row }) => row),
        plan,
      );
      return {
        until: wireInstant(untilAt),
        isPlanned: facts.isPlanned,
        atRiskCount: atRisk.length,
        atRisk: shown.flatMap(({ row, why }) => {
          const reply = named.get(row.id);
          return reply === undefined ? [] : [{ ...reply, why }];
        }),
      };
    },
  });
}

async function presentReplies({ tx, workspaceId }: At, rows: readonly DueRow[], plan: Plan): Promise<Map<string, DueReply>> {
  const cases = new Map(
    (
      await presentCases(
        tx,
        workspaceId,
        rows.map((row) => row.id),
      )
    ).map((one) => [one.id, one]),
  );
  return new Map(
    rows.flatMap((row) => {
      const found = cases.get(row.id);
      if (found === undefined) return [];
      return [[row.id, { case: found, dueAt: wireInstant(dueOf(row)), doneAt: wireInstantOrNull(plan.doneAt.get(row.id)) }] as const];
    }),
  );
}

function presentPerson({ id, name, availability, nextShiftAt }: StaffHere, { at, shifts, leave }: Facts): TodayPerson {
  const shift = shifts.find((one) => one.member_id === id && one.starts_at <= at);
  const gone = leave.filter((one) => one.member_id === id && one.starts_at <= at);
  const untilAt = gone.length > 0 ? Math.max(...gone.map((one) => one.ends_at)) : (shift?.ends_at ?? null);
  return {
    memberId: id,
    name,
    availability,
    pool: shift?.pool ?? null,
    untilAt: wireInstantOrNull(untilAt),
    nextShiftAt: wireInstantOrNull(nextShiftAt),
  };
}
