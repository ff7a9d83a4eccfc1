/**
 * The three tests of a channel, asked of what is really there: the entry as it is served, the people planned against the time told, the figures
 * shown. What they saw is kept. Who decides whether that is a failure is `core/stance`; opening and telling people are their own files.
 */
import { keptFigure, ourFigures } from '@meanwhile/core/stance/reported-figures.ts';
import { entryTrouble, staffedTrouble, starterEndsAt } from '@meanwhile/core/stance/three-tests.ts';
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import type { GateEvidence } from '@meanwhile/wire/gate.ts';
import { staffingPlan, type StaffingPlan } from '../commitment/commitment.ts';
import { servedEntry } from '../customer/customer.ts';
import type { Here } from '../platform/here.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { sharedLists, workspaceFacts, type TestName, type WorkspaceFacts } from './gate.store.ts';

/** As far as the plan is looked at. */
export const plannedDays = 14;

/** What all channels of a workspace share: read once for all of them. */
export interface Ground {
  readonly plan: StaffingPlan;
  readonly workspace: WorkspaceFacts;
}

export async function groundOf({ tx, workspaceId, at }: Here): Promise<Ground> {
  const span = { fromAt: at, untilAt: at + plannedDays * dayMs };
  return { plan: await staffingPlan({ tx, workspaceId, at }), workspace: await workspaceFacts(tx, workspaceId, span) };
}

export async function testChannel(
  here: Here,
  channel: { readonly id: string; readonly policy_id: string | null },
  ground: Ground,
): Promise<GateEvidence> {
  return {
    entry: await entryTest(here, channel.id),
    staffed: await staffedTest(here, channel.policy_id, ground),
    reported: await reportedTest(here, channel.id),
  };
}

const testNames = ['entry', 'staffed', 'reported'] as const satisfies readonly TestName[];
export const failedIn = (evidence: GateEvidence): TestName[] => testNames.filter((name) => !evidence[name].passes);

async function entryTest(here: Here, channelId: string): Promise<GateEvidence['entry']> {
  const served = await servedEntry(here, channelId);
  const { words, by, dueAt, page, hasPage } = served ?? { words: null, by: null, dueAt: null, page: null, hasPage: false };
  const why = entryTrouble({ words, by, pageShows: page, hasPage });
  return { passes: why === null, why, words, by, dueAt: wireInstantOrNull(dueAt), page };
}

async function staffedTest({ at }: Here, policyId: string | null, { plan, workspace }: Ground): Promise<GateEvidence['staffed']> {
  const keepable = await plan.keepable(policyId);
  const { created_at: openedAt, agent_count: agentCount, writer_ids: writerIds, live_ids: liveIds } = workspace;
  const why = staffedTrouble({ openedAt, plannedMs: plan.plannedMs, writerIds, liveIds, agentCount, keepable }, at);
  const isMeasured = keepable !== null && keepable.verdict !== 'unmeasured';
  const live = new Set(liveIds);
  return {
    passes: why === null,
    why,
    basis: isMeasured ? 'measured' : 'starter',
    starterUntil: wireInstant(starterEndsAt(openedAt)),
    hoursPlanned: tenth(plan.plannedMs / hourMs),
    hoursNeeded: tenth(plan.neededMs / hourMs),
    expectedCount: Math.round(plan.expectedCount),
    writerCount: writerIds.length,
    alsoLiveCount: writerIds.filter((id) => live.has(id)).length,
    agentCount,
    minutesPerReply: tenth(plan.figures.perReplyMs / minuteMs),
    minutesBasis: plan.figures.source,
    productiveShare: plan.figures.productiveShare,
    answerCount: plan.answerCount,
    keptInHundred: Math.round(plan.level * 100),
    lateInHundred: isMeasured ? Math.round(keepable.lateShare * 100) : null,
    achievableMinutes: keepable?.verdict === 'refused' && keepable.achievableMs !== null ? keepable.achievableMs / minuteMs : null,
  };
}

async function reportedTest({ tx, workspaceId }: Here, channelId: string): Promise<GateEvidence['reported']> {
  const figures = [...ourFigures, ...(await sharedLists(tx, workspaceId, channelId)).map(keptFigure)];
  const isLive = figures.some((one) => one.stance === 'live');
  return { passes: !isLive, why: isLive ? 'live_figure' : null, figures };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Says of each failed test what is wrong, so that whoever opens the channel knows what to put right. */
export function gateRefusal({ entry, staffed, reported }: GateEvidence): Refusal {
  const live = reported.figures.filter((one) => one.stance === 'live').map((one) => one.name);
  const { lateInHundred, achievableMinutes } = staffed;
  const findings = [
    ...(entry.passes ? [] : [{ field: 'entry', why: entry.why }]),
    ...(staffed.passes ? [] : [{ field: 'staffed', why: staffed.why, lateInHundred, achievableMinutes }]),
    ...(reported.passes ? [] : [{ field: 'reported', why: reported.why, figures: live }]),
  ];
  return {
    ...refuse('channel_gate_failing', `It fails: ${findings.map(({ field, why }) => `${field} (${why ?? ''})`).join(', ')}.`),
    findings,
  };
}
