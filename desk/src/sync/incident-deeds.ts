/**
 * What is done to an incident outside a form? Linking and unlinking cases, its state, taking an answer to all back: each shows at once, is undone by
 * its opposite, and goes back with a word of why when it is refused.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { CasesLinked, Incident, IncidentReply } from '@meanwhile/wire/incidents.ts';
import { api } from '../links.ts';
import { notify } from '../parts/toast.tsx';
import { failedWords } from '../words/reason.ts';
import { say } from '../words/say.ts';
import { patch, post } from './api.ts';
import { readClock } from './clock.ts';
import { dropLinked, isLinkedHere, putIncident, putLinked, putReply, showAs, type Linkable } from './incident-cache.ts';

interface Sent {
  readonly changedIds: readonly string[];
  readonly incident: Incident | null;
  /** What stopped it; those before it were done. */
  readonly error: unknown;
}

async function send(verb: 'link' | 'unlink', incidentId: string, cases: readonly Linkable[]): Promise<Sent> {
  const changedIds: string[] = [];
  let incident: Incident | null = null;
  try {
    for (let from = 0; from < cases.length; from += limits.bulkCases) {
      const ids = cases.slice(from, from + limits.bulkCases).map((one) => one.caseId);
      const answer = await post<CasesLinked>(api.incidentPart(incidentId, verb), { ids });
      changedIds.push(...answer.changedIds);
      incident = answer.incident;
    }
  } catch (error) {
    return { changedIds, incident, error };
  }
  return { changedIds, incident, error: null };
}

export async function linkTo(incident: Incident, cases: readonly Linkable[]): Promise<void> {
  const fresh = new Set(cases.flatMap(({ caseId }) => (isLinkedHere(incident, caseId) === false ? [caseId] : [])));
  const takeBack = showAs(() => {
    const at = new Date(readClock()).toISOString();
    for (const one of cases) putLinked(incident, one, at, null);
    putIncident({ ...incident, caseCount: incident.caseCount + cases.length });
  });
  settle(await send('link', incident.id, cases), { incident, cases, fresh, takeBack, said: 'incidents.done.link', back: unlinkFrom });
}

export async function unlinkFrom(incident: Incident, cases: readonly Linkable[]): Promise<void> {
  const fresh = new Set(cases.flatMap(({ caseId }) => (isLinkedHere(incident, caseId) === true ? [caseId] : [])));
  const takeBack = showAs(() => {
    for (const one of cases) dropLinked(incident, one.caseId);
    putIncident({ ...incident, caseCount: Math.max(0, incident.caseCount - cases.length) });
  });
  settle(await send('unlink', incident.id, cases), { incident, cases, fresh, takeBack, said: 'incidents.done.unlink', back: linkTo });
}

interface Doing {
  readonly incident: Incident;
  readonly cases: readonly Linkable[];
  /** Known here to have been otherwise before: a try whose answer was lost says of them that nothing changed. */
  readonly fresh: ReadonlySet<string>;
  readonly takeBack: () => void;
  readonly said: 'incidents.done.link' | 'incidents.done.unlink';
  readonly back: (incident: Incident, cases: readonly Linkable[]) => Promise<void>;
}

function settle({ changedIds, incident: now, error }: Sent, { incident, cases, fresh, takeBack, said, back }: Doing): void {
  if (error !== null) takeBack();
  if (now !== null) putIncident(now);
  const changed = new Set(changedIds);
  const done = cases.filter(({ caseId }) => changed.has(caseId) || (error === null && fresh.has(caseId)));
  if (done.length === 0) {
    notify(error === null ? { title: say('bulk.unchanged') } : { title: failedWords(error), urgent: true });
    return;
  }
  notify({
    title: say(said, { n: done.length, title: incident.title }),
    ...(error === null ? {} : { detail: failedWords(error) }),
    undo: () => void back(now ?? incident, done),
  });
}

/** Undone by going back to the state it had. */
export async function changeState(incident: Incident, state: Incident['state']): Promise<void> {
  const takeBack = showAs(() => putIncident({ ...incident, state }));
  try {
    const now = await patch<Incident>(api.incident(incident.id), { state });
    putIncident(now);
    notify({ title: say(`incidents.done.${state}`, { title: now.title }), undo: () => void changeState(now, incident.state) });
  } catch (error) {
    takeBack();
    notify({ title: failedWords(error), urgent: true });
  }
}

/** All of an answer, before its time: nobody got it. */
export async function takeAnswerBack(reply: IncidentReply): Promise<void> {
  const takeBack = showAs(() => putReply({ ...reply, undoneAt: new Date(readClock()).toISOString() }));
  try {
    putReply(await post<IncidentReply>(api.incidentReply(reply.incidentId, reply.id, 'undo')));
    notify({ title: say('incidents.takenBack') });
  } catch (error) {
    takeBack();
    notify({ title: failedWords(error), urgent: true });
  }
}
