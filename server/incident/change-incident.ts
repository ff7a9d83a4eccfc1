/** How does an incident begin, and how is it changed? Its words, its channels and its state, each state with who came to it and when. */
import { isDeepStrictEqual } from 'node:util';
import { keptInSpite, refuseLiveSounding, type KeptLiveWords } from '@meanwhile/core/craft/kept-words.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { changeIncident, openIncident } from '@meanwhile/wire/incidents.ts';
import type { z } from 'zod';
import type { Here } from '../platform/here.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import {
  incidentById,
  insertIncident,
  lockIncident,
  openCount,
  ownChannels,
  updateIncident,
  type IncidentRow,
  type ShownIncident,
} from './incident.store.ts';
import type { By } from './link-cases.ts';
import { newWords } from './live-words.ts';
import { presentIncident } from './present-incident.ts';

/** `not_found` for a channel of nobody here; `conflict` where too many are open; `sounds_live` for words that sound as if somebody were waiting. */
export async function beginIncident(here: Here, asked: z.output<typeof openIncident>, by: By): Promise<ShownIncident | Refusal> {
  const { tx, workspaceId, at, platform } = here;
  const written = newWords(asked);
  const live = refuseLiveSounding(written, asked.keptBecause);
  if (live !== null) return live;
  if (!(await areOwn(here, asked.channelIds))) return refuse('not_found');
  if ((await openCount(tx, workspaceId)) >= limits.openIncidents)
    return refuse('conflict', `At most ${limits.openIncidents} open incidents.`);
  const row: IncidentRow = {
    id: platform.clock.newId<'incident'>(),
    title: asked.title,
    entry_texts: asked.entryTexts,
    ack_texts: asked.ackTexts,
    channel_ids: asked.channelIds,
    state: 'open',
    opened_at: at,
    opened_by: by.memberId,
    fixed_at: null,
    fixed_by: null,
    closed_at: null,
    closed_by: null,
  };
  await insertIncident(tx, workspaceId, row);
  return told(here, row.id, by, { did: 'opened', ...keptInSpite(written, asked.keptBecause) });
}

/** Told to customers from now on; what was told before stays as it was told. */
export async function change(
  here: Here,
  incidentId: string,
  asked: z.output<typeof changeIncident>,
  by: By,
): Promise<ShownIncident | Refusal> {
  const { tx, workspaceId, at } = here;
  const before = await lockIncident(tx, workspaceId, incidentId);
  if (before === undefined) return refuse('not_found');
  const stood = { entryTexts: before.entry_texts, ackTexts: before.ack_texts };
  const written = newWords({ entryTexts: asked.entryTexts ?? {}, ackTexts: asked.ackTexts ?? {} }, stood);
  const live = refuseLiveSounding(written, asked.keptBecause);
  if (live !== null) return live;
  if (asked.channelIds !== undefined && !(await areOwn(here, asked.channelIds))) return refuse('not_found');
  const isOpening = asked.state === 'open' && before.state !== 'open';
  if (isOpening && (await openCount(tx, workspaceId)) >= limits.openIncidents)
    return refuse('conflict', `At most ${limits.openIncidents} open incidents.`);
  const next: IncidentRow = {
    ...before,
    title: asked.title ?? before.title,
    entry_texts: asked.entryTexts ?? before.entry_texts,
    ack_texts: asked.ackTexts ?? before.ack_texts,
    channel_ids: asked.channelIds ?? before.channel_ids,
  };
  const after = withState(next, asked.state ?? before.state, at, by.memberId);
  // Asked again after a lost answer: nothing is told twice.
  if (isDeepStrictEqual(after, next) && isDeepStrictEqual(next, before)) return before;
  await updateIncident(tx, workspaceId, after, at);
  const did = asked.state !== undefined && asked.state !== before.state ? asked.state : 'changed';
  return told(here, incidentId, by, { did, ...keptInSpite(written, asked.keptBecause) });
}

/** Opening it again forgets that it was fixed or closed. */
export function withState(row: IncidentRow, state: IncidentRow['state'], at: number, memberId: string | null): IncidentRow {
  if (state === row.state) return row;
  if (state === 'closed') return { ...row, state, closed_at: at, closed_by: memberId };
  const isFixed = state === 'fixed';
  return { ...row, state, fixed_at: isFixed ? at : null, fixed_by: isFixed ? memberId : null, closed_at: null, closed_by: null };
}

async function areOwn({ tx, workspaceId }: Here, channelIds: readonly string[]): Promise<boolean> {
  const wanted = new Set(channelIds);
  return (await ownChannels(tx, workspaceId, [...wanted])).length === wanted.size;
}

interface Done {
  readonly did: string;
  readonly keptLiveWords?: KeptLiveWords;
}

async function told(here: Here, incidentId: string, by: By, done: Done): Promise<ShownIncident> {
  const row = (await incidentById(here.tx, here.workspaceId, incidentId))!;
  await appendEvents(here, [
    {
      type: 'incident.changed',
      audience: 'desk',
      actor: by.actor,
      subjectId: incidentId,
      payload: { incident: presentIncident(row), ...done },
    },
  ]);
  return row;
}
