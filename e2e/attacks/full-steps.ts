/**
 * What does the owner of a full workspace ask of each thing it has? Every route of the API with an id in its path, once, with ids that are
 * there and bodies that are right, in an order in which each succeeds. The same requests are what a stranger tries with these ids.
 */
import { fakeToken } from '@meanwhile/channels/telegram/telegram-fake.fixture.ts';
import { inDays, openMondays, type FullIds } from './full-workspace.ts';

export interface FullStep {
  /** As the description of the API writes it. */
  readonly route: string;
  /** The id that stands for each parameter. */
  readonly path: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const noConditions = { place: 5, channelIds: [], topicIds: [], queueIds: [], languages: ['ja'], priorities: [], tiers: [] };

export function fullSteps(ids: FullIds, word: (of: string) => string): FullStep[] {
  const of = (route: string, what: string, body?: unknown, more: Record<string, string> = {}): FullStep => ({
    route,
    path: { id: ids[what]!, ...more },
    ...(body === undefined ? {} : { body }),
  });
  return [
    ...reads(of, ids),
    ...caseSteps(of, ids, word),
    ...messageSteps(of, ids),
    ...customerSteps(of, ids),
    ...settingSteps(of, ids, word),
  ];
}

type Of = (route: string, what: string, body?: unknown, more?: Record<string, string>) => FullStep;

function reads(of: Of, ids: FullIds): FullStep[] {
  const ofCase = [
    '',
    '/thread',
    '/policy',
    '/ways',
    '/clocks',
    '/links',
    '/fields',
    '/followers',
    '/assignments',
    '/rule-runs',
    '/print',
    '/export',
  ];
  return [
    ...[...ofCase, '/cards', '/details-request'].map((rest) => of(`GET /cases/{id}${rest}`, 'case')),
    { route: 'GET /cases/by-number/{number}', path: { number: ids['number']! } },
    of('GET /cases/{id}/cards/{cardId}', 'case', undefined, { cardId: ids['card']! }),
    of('GET /messages/{id}', 'message'),
    of('GET /attachments/{id}/content', 'attachment'),
    ...['', '/entry', '/coverage', '/gate', '/stance'].map((rest) => of(`GET /channels/{id}${rest}`, 'channel')),
    ...['/handed-over', '/mail-test'].map((rest) => of(`GET /channels/{id}${rest}`, 'mailChannel')),
    of('GET /conversations/{id}', 'conversation'),
    of('GET /identities/{id}', 'identity'),
    ...['', '/cases', '/facts', '/files', '/merges'].map((rest) => of(`GET /customers/{id}${rest}`, 'customer')),
    of('GET /inbound/{id}/raw', 'held'),
    ...['', '/cases', '/suggestions', '/audience', '/replies'].map((rest) => of(`GET /incidents/{id}${rest}`, 'incident')),
    of('GET /incidents/{id}/replies/{replyId}/cases', 'incident', undefined, { replyId: ids['reply']! }),
    of('GET /mailboxes/{id}', 'mailbox'),
    of('GET /webhooks/{id}/deliveries', 'webhook'),
  ];
}

function caseSteps(of: Of, ids: FullIds, word: (of: string) => string): FullStep[] {
  const verb = (name: string, body: unknown = {}, what = 'case'): FullStep => of(`POST /cases/{id}/${name}`, what, body);
  return [
    of('PATCH /cases/{id}', 'case', { subject: `Bells ${word('newsubject')}`, topicId: ids['topic'], tagIds: [ids['tag']] }),
    verb('assign', { memberId: ids['owner'] }),
    verb('release'),
    verb('link-offers'),
    verb('queue', { queueId: ids['queue'] }),
    verb('snooze', { until: inDays(2) }),
    verb('wake'),
    verb('wait', { on: 'customer' }),
    verb('resolve'),
    verb('reopen'),
    verb('spam', {}, 'spam'),
    verb('not-spam', {}, 'spam'),
    verb('unmerge', {}, 'merged'),
    verb('merge', { intoId: ids['case'] }, 'merged'),
    verb('split', { messageIds: [ids['third']] }),
    verb('undo-macro', { appliedId: ids['applied'] }, 'splitCase'),
    verb('macro', { macroId: ids['macro'] }, 'splitCase'),
    of('DELETE /cases/{id}/links/{otherId}', 'case', undefined, { otherId: ids['splitCase']! }),
    verb('links', { caseId: ids['splitCase'] }),
    of('PUT /cases/{id}/fields/{fieldId}', 'case', { value: 'a width' }, { fieldId: ids['field']! }),
    of('PUT /cases/{id}/draft', 'spam', { text: 'Dear Jonas', attachmentIds: [], revision: 0 }),
    of('DELETE /cases/{id}/draft', 'spam'),
    of('PUT /cases/{id}/followers/me', 'case', {}),
    of('DELETE /cases/{id}/followers/me', 'case'),
    of('POST /incidents/{id}/replies/{replyId}/undo', 'incident', {}, { replyId: ids['reply']! }),
    of('POST /incidents/{id}/unlink', 'incident', { ids: [ids['case']] }),
    of('POST /incidents/{id}/link', 'incident', { ids: [ids['case']] }),
    of('PATCH /incidents/{id}', 'incident', { title: 'Lamps flicker' }),
    of('POST /incidents/{id}/reply', 'incident', { kind: 'news', texts: { en: 'We know of it.' }, locale: 'en', undoMs: 0, then: 'stay' }),
  ];
}

function messageSteps(of: Of, ids: FullIds): FullStep[] {
  const answered = { attachmentId: ids['invitationFile'], as: 'accepted', text: 'We come.', undoMs: 0 };
  return [
    of('PUT /messages/{id}/craft', 'answer', { findings: [{ check: 'late', outcome: 'left', reason: null }] }),
    of('POST /messages/{id}/invitation-answers', 'invited', answered),
    of('POST /messages/{id}/not-here', 'notHere', {}),
    of('PATCH /messages/{id}', 'later', { sendAt: inDays(6) }),
    of('DELETE /messages/{id}', 'takenBack'),
    of('POST /inbound/{id}/release', 'held', {}),
    of('POST /inbound/{id}/discard', 'discarded', {}),
    of('POST /deliveries/{id}/settle', 'unknown', { as: 'sent' }),
    of('POST /deliveries/{id}/redrive', 'failed', {}),
  ];
}

function customerSteps(of: Of, ids: FullIds): FullStep[] {
  return [
    of('PATCH /customers/{id}', 'customer', { name: 'Jonas' }),
    of('POST /customers/{id}/facts', 'customer', { kind: 'phone', value: '030 123456' }),
    of('DELETE /customers/{id}/facts/{factId}', 'customer', undefined, { factId: ids['fact']! }),
    of('PUT /customers/{id}/block', 'customer', { blocked: false }),
    of('POST /customers/{id}/unmerge', 'joined', {}),
    of('POST /customers/{id}/merge', 'joined', { intoId: ids['customer'], reason: 'they_said' }),
    of('POST /customers/{id}/erase', 'forgotten', {}),
  ];
}

function settingSteps(of: Of, ids: FullIds, word: (of: string) => string): FullStep[] {
  const aims = { update: { minutes: 60, isOpenTime: false } };
  const macro = { text: null, topicId: null, tagIds: [], assignee: null, status: null, snoozeMinutes: null };
  const rule = { place: 0, isOn: false, start: 'time_broken', minutesBefore: null, conditions: {}, actions: { tellIds: [ids['owner']] } };
  const line = { kind: 'safety', language: 'en' };
  return [
    // By its name every channel fails until it is called something else.
    of('POST /channels/{id}/override', 'channel', { because: 'We know.' }),
    of('PATCH /case-views/{id}', 'liveView', { name: word('quiet') }),
    of('PATCH /channels/{id}', 'channel', { name: 'Messenger' }),
    of('POST /channels/{id}/close', 'spareChannel', {}),
    of('POST /channels/{id}/open', 'spareChannel', {}),
    of('POST /channels/{id}/mail-test', 'mailChannel'),
    of('POST /channels/{id}/connect', 'botChannel', { credentials: { botToken: fakeToken } }),
    of('POST /case-views/{id}/restore', 'goneView', {}),
    of('DELETE /case-views/{id}', 'view'),
    of('PUT /calendars/{id}', 'calendar', { name: word('mondays'), zone: 'Europe/Berlin', weekly: openMondays }),
    of('PUT /commitment-policies/{id}', 'policy', { name: word('quick'), calendarId: ids['calendar'], replyWithinMinutes: 6_000 }),
    of('PUT /clock-targets/{id}', 'target', { name: 'Soon', calendarId: null, appliesTo: noConditions, aims }),
    of('DELETE /clock-targets/{id}', 'target'),
    of('PUT /snippets/{id}', 'snippet', { name: word('hello'), texts: [{ locale: 'en', text: 'Hello' }] }),
    of('DELETE /snippets/{id}', 'snippet'),
    of('PUT /macros/{id}', 'macro', { name: word('sent'), key: null, steps: macro }),
    of('DELETE /macros/{id}', 'macro'),
    of('PUT /rules/{id}', 'rule', { name: word('ruled'), ...rule }),
    of('DELETE /rules/{id}', 'rule'),
    of('PUT /queues/{id}', 'queue', { name: word('queued'), place: 9, languages: ['ja'] }),
    of('DELETE /queues/{id}', 'queue'),
    of('PUT /cards/{id}', 'linkCard', { name: word('carded'), url: 'https://crm.harbour.example/{customerId}' }),
    of('POST /cards/{id}/rotate-secret', 'card', {}),
    of('DELETE /cards/{id}', 'linkCard'),
    of('PATCH /topic-fields/{id}', 'choiceField', { name: word('width') }),
    of('DELETE /topic-fields/{id}', 'choiceField'),
    { route: 'PUT /urgent-lines/{kind}/{language}', path: line, body: { words: 'Call us.', route: '112' } },
    { route: 'DELETE /urgent-lines/{kind}/{language}', path: line },
    of('PATCH /agents/{id}', 'owner', { skills: ['bells'], languages: ['de'], capacity: 100 }),
    of('DELETE /shifts/{id}', 'shift'),
    of('DELETE /leave/{id}', 'leave'),
    of('PATCH /members/{id}', 'member', { name: 'Mia' }),
    of('DELETE /members/{id}', 'member'),
    of('DELETE /invitations/{id}', 'invitation'),
    of('DELETE /tokens/{id}', 'token'),
    of('POST /signing-keys/{id}/check', 'signingKey', {}),
    of('POST /webhooks/{id}/deliveries/{deliveryId}/redeliver', 'webhook', {}, { deliveryId: ids['hookDelivery']! }),
    of('POST /webhooks/{id}/redeliver', 'webhook', { from: inDays(-1), to: inDays(0) }),
    of('POST /webhooks/{id}/rotate-secret', 'webhook', {}),
    of('PATCH /webhooks/{id}', 'webhook', { types: ['message.sent'] }),
    of('DELETE /webhooks/{id}', 'webhook'),
    of('POST /mailboxes/{id}/sign-in', 'signedIn', {}),
    of('PATCH /mailboxes/{id}', 'mailbox', { state: 'off' }),
    of('DELETE /mailboxes/{id}', 'mailbox'),
    { route: 'PUT /mailbox-keys/{provider}', path: { provider: 'microsoft' }, body: { clientId: 'other', clientSecret: 'not-a-real-one' } },
    { route: 'DELETE /mailbox-keys/{provider}', path: { provider: 'microsoft' } },
  ];
}
