/**
 * What may a role change and take away of what it made itself? Steps for the role matrix, after the doors that make these things: each route
 * is asked about something that is there, so that its event can be looked at. Whoever may not make it is asked about nothing, and finds nothing.
 */
import { randomUUID } from 'node:crypto';

export interface OwnStep {
  readonly route: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Stands in a path or body for what this role's own call of a route answered as `id`, or as the part that is named. */
const own = (route: string, part = 'id'): string => `own(${route}#${part})`;
const shape = /own\(([^()#]+)#(\w+)\)/g;

/** With what was made put in; `isThere` where all of it was. `answers`: by route. */
export function withOwn(step: OwnStep, answers: ReadonlyMap<string, Record<string, unknown>>): { step: OwnStep; isThere: boolean } {
  let isThere = true;
  const filled = JSON.stringify(step).replaceAll(shape, (_all, route: string, part: string) => {
    const found = answers.get(route)?.[part];
    if (typeof found !== 'string') isThere = false;
    return typeof found === 'string' ? found : randomUUID();
  });
  return { step: JSON.parse(filled) as OwnStep, isThere };
}

/** In an order in which each succeeds for who made the thing. `word`: names are one per workspace. */
export function ownSteps({ caseId, word }: { caseId: string; word: string }): OwnStep[] {
  const snippet = { name: `hello-again-${word}`, texts: [{ locale: 'en', text: 'Hello again {customer}' }] };
  const macro = {
    name: `Sent again ${word}`,
    key: null,
    steps: { text: null, topicId: null, tagIds: [], assignee: null, status: 'wait', snoozeMinutes: null },
  };
  const rule = {
    name: `Rule again ${word}`,
    place: 1,
    isOn: false,
    start: 'time_broken',
    minutesBefore: null,
    conditions: { channelIds: [], topicIds: [], tagIds: [], languages: ['ja'], words: [], hands: 'nobody' },
    actions: { topicId: null, tagIds: [], assigneeId: null, queueId: own('POST /queues'), tellIds: [] },
  };
  const queue = {
    name: `Queue again ${word}`,
    place: 1,
    channelIds: [],
    topicIds: [],
    languages: ['ja'],
    skills: ['bells'],
    memberIds: [],
    handOut: 'pulled',
  };
  const card = { name: `Card again ${word}`, url: 'https://crm.lantern.example/again/{customerId}' };
  const view = { name: `Later ${word}`, view: 'team', filter: { only: 'late' } };
  const [snippetId, macroId, ruleId, queueId, cardId] = ['snippets', 'macros', 'rules', 'queues', 'cards'].map((noun) =>
    own(`POST /${noun}`),
  );
  const [viewId, fieldId, leaveId] = [own('POST /case-views'), own('POST /topic-fields'), own('POST /leave')];
  return [
    { route: 'PUT /snippets/:id', path: `/snippets/${snippetId}`, body: snippet },
    { route: 'DELETE /snippets/:id', path: `/snippets/${snippetId}` },
    { route: 'PUT /macros/:id', path: `/macros/${macroId}`, body: macro },
    { route: 'POST /cases/:id/macro', path: `/cases/${caseId}/macro`, body: { macroId } },
    {
      route: 'POST /cases/:id/undo-macro',
      path: `/cases/${caseId}/undo-macro`,
      body: { appliedId: own('POST /cases/:id/macro', 'appliedId') },
    },
    { route: 'DELETE /macros/:id', path: `/macros/${macroId}` },
    { route: 'PUT /rules/:id', path: `/rules/${ruleId}`, body: rule },
    { route: 'DELETE /rules/:id', path: `/rules/${ruleId}` },
    { route: 'PUT /queues/:id', path: `/queues/${queueId}`, body: queue },
    { route: 'DELETE /queues/:id', path: `/queues/${queueId}` },
    { route: 'PUT /cards/:id', path: `/cards/${cardId}`, body: card },
    { route: 'DELETE /cards/:id', path: `/cards/${cardId}` },
    { route: 'PATCH /case-views/:id', path: `/case-views/${viewId}`, body: view },
    { route: 'DELETE /case-views/:id', path: `/case-views/${viewId}` },
    { route: 'POST /case-views/:id/restore', path: `/case-views/${viewId}/restore` },
    { route: 'PUT /cases/:id/fields/:fieldId', path: `/cases/${caseId}/fields/${fieldId}`, body: { value: `size ${word}` } },
    { route: 'PATCH /topic-fields/:id', path: `/topic-fields/${fieldId}`, body: { name: `Width ${word}` } },
    { route: 'DELETE /topic-fields/:id', path: `/topic-fields/${fieldId}` },
    { route: 'DELETE /leave/:id', path: `/leave/${leaveId}` },
    { route: 'DELETE /urgent-lines/:kind/:language', path: '/urgent-lines/safety/en' },
  ];
}
