/** What does the owner of a workspace write, route by route, with bodies that are right? For the tests that bend each of them. */
import { randomUUID } from 'node:crypto';
import { dataDoors } from './data-doors.ts';
import { exampleMailbox } from './example-mailbox.ts';
import { listDoors, type Door } from './list-doors.ts';
import { routingDoors } from './routing-doors.ts';
import { incidentDoors } from './incident-doors.ts';
import { cardDoors } from './card-doors.ts';
import { ruleDoors } from './rule-doors.ts';
import { targetDoors } from './target-doors.ts';
import { mailboxDoors } from './mailbox-doors.ts';
import { sendingDoors } from './sending-doors.ts';
import type { AttackShop } from './set-up.ts';

export type OwnIds = Record<
  'case' | 'split' | 'customer' | 'member' | 'calendar' | 'policy' | 'topic' | 'tag' | 'second' | 'third',
  string
>;

export interface Write {
  readonly route: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  /** What the owner gets; 2xx where left out. */
  readonly status?: number;
}

const weekly = { 1: [{ open: '09:00', close: '17:00' }], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] };
const calendarBody = (): Record<string, unknown> => ({ name: 'Mondays', zone: 'Europe/Berlin', weekly });
/** Conditions without any. */
export const anyCase = { place: 0, channelIds: [], topicIds: [], queueIds: [], languages: [], priorities: [], tiers: [] };
export const policyBody = (ids: Pick<OwnIds, 'calendar'>): Record<string, unknown> => ({
  name: 'Quick',
  calendarId: ids.calendar,
  replyWithinMinutes: 60,
  appliesTo: null,
});

const noticeBody = (): Record<string, unknown> => {
  const ways = { push: true, mail: false };
  return { mentioned: ways, assigned: ways, customer_wrote: ways, noted: ways, hours: null };
};
const snippetBody = (): Record<string, unknown> => ({ name: 'hello', texts: [{ locale: 'en', text: 'Hello {customer}' }] });
const macroBody = (ids: OwnIds): Record<string, unknown> => ({
  name: 'Sent',
  key: '1',
  steps: { text: null, topicId: ids.topic, tagIds: [ids.tag], assignee: null, status: 'wait', snoozeMinutes: 60 },
});

/** Each as its owner does it, in an order in which each succeeds. `described`: the routes with a body that this installation has. */
export function writesOf(shop: Pick<AttackShop, 'messengerId' | 'mailChannelId'>, ids: OwnIds, described: ReadonlySet<string>): Write[] {
  const of = (route: string, body: Record<string, unknown>, over: Partial<Write> = {}): Write => ({
    route,
    body,
    path: route.split(' ')[1]!.replace('{id}', ids.case),
    ...over,
  });
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  return [
    of('POST /workspaces', { name: 'Third Shop', slug: 'third-shop' }),
    of('PATCH /workspaces/current', { name: 'Lantern', brand: 'Lantern Books', locale: 'en', zone: 'Europe/Berlin' }),
    of('PATCH /members/{id}', { name: 'Mia' }, { path: `/members/${ids.member}` }),
    of('POST /invitations', { email: 'nia@lantern.example', role: 'agent' }),
    of('POST /invitations/accept', { token: 'x'.repeat(43), name: 'Nia' }, { status: 410 }),
    of('POST /tokens', { name: 'till', scopes: ['case:read'] }),
    of('PATCH /cases/{id}', { topicId: ids.topic, tagIds: [ids.tag], subject: 'Bells' }),
    of('POST /cases/{id}/assign', { memberId: ids.member }),
    of('POST /cases/{id}/release', {}),
    of('POST /cases/{id}/snooze', { until: inDays(2) }),
    of('POST /cases/{id}/wake', {}),
    of('POST /cases/{id}/wait', { on: 'customer' }),
    of('POST /cases/{id}/resolve', {}),
    of('POST /cases/{id}/reopen', {}),
    of(
      'POST /messages/{id}/invitation-answers',
      { attachmentId: randomUUID(), as: 'accepted', text: 'We come.', undoMs: 0 },
      { path: `/messages/${ids.second}/invitation-answers`, status: 404 },
    ),
    of('POST /messages', { caseId: ids.case, text: 'Two are left.', attachmentIds: [], undoMs: 0, then: 'stay' }),
    of(
      'PUT /messages/{id}/craft',
      { findings: [{ check: 'late', outcome: 'left', reason: null }] },
      { path: `/messages/${ids.third}/craft` },
    ),
    of('POST /notes', { caseId: ids.case, text: 'Ask the workshop.' }),
    of('PUT /cases/{id}/draft', { text: 'Dear Jonas', attachmentIds: [], revision: 0 }),
    of('POST /cases/{id}/split', { messageIds: [ids.third] }),
    of('POST /cases/{id}/merge', { intoId: ids.case }, { path: `/cases/${ids.split}/merge` }),
    of('POST /channels', { type: 'messenger', name: 'Help', policyId: ids.policy, settings: {} }),
    of(
      'PATCH /channels/{id}',
      { name: 'Messenger', policyId: ids.policy, settings: {}, secrets: {} },
      { path: `/channels/${shop.messengerId}` },
    ),
    of('POST /channels/{id}/override', { because: 'We know.' }, { path: `/channels/${shop.messengerId}/override`, status: 409 }),
    of('POST /shifts', { memberId: ids.member, pool: 'async', startsAt: inDays(1), endsAt: inDays(1.2) }),
    of('POST /calendars', calendarBody()),
    of('PUT /calendars/{id}', calendarBody(), { path: `/calendars/${ids.calendar}` }),
    of('POST /commitment-policies', policyBody(ids)),
    of('PUT /commitment-policies/{id}', policyBody(ids), { path: `/commitment-policies/${ids.policy}` }),
    of('PATCH /customers/{id}', { name: 'Jonas', locale: 'de', zone: 'Europe/Berlin' }, { path: `/customers/${ids.customer}` }),
    of('POST /topics', { name: 'Bells' }),
    of('POST /tags', { name: 'cold' }),
    of('POST /cases', { as: 'message', channelId: shop.mailChannelId, address: 'ida@post.example', text: 'Your lamp is here.' }),
    of('POST /notices/seen', { ids: [randomUUID()] }),
    of('PUT /notices/settings', noticeBody()),
    of('PUT /notices/push', { endpoint: 'https://push.example/x', p256dh: 'x'.repeat(87), auth: 'x'.repeat(22) }),
    of('POST /notices/push/remove', { endpoint: 'https://push.example/x' }),
    of('PUT /urgent-lines/{kind}/{language}', { words: 'Call us.', route: '112' }, { path: '/urgent-lines/safety/en' }),
    of('POST /snippets', snippetBody()),
    of('PUT /snippets/{id}', snippetBody(), { path: `/snippets/${randomUUID()}`, status: 404 }),
    of('POST /macros', macroBody(ids)),
    of('PUT /macros/{id}', macroBody(ids), { path: `/macros/${randomUUID()}`, status: 404 }),
    of('POST /cases/{id}/macro', { macroId: randomUUID() }, { status: 404 }),
    of('POST /cases/{id}/undo-macro', { appliedId: randomUUID() }, { status: 404 }),
    ...[
      ...listDoors({ caseId: ids.case, customerId: ids.customer, tagId: ids.tag }),
      ...sendingDoors({ messageId: ids.third }),
      ...mailboxDoors(shop),
      ...dataDoors({ customerId: ids.customer }),
      ...routingDoors({ caseId: ids.case, memberId: ids.member, word: 'tenancy', asProgram: true }),
      ...ruleDoors({ caseId: ids.case, memberId: ids.member, word: 'tenancy' }),
      ...targetDoors(),
      ...incidentDoors({ caseId: ids.case, channelId: shop.mailChannelId }),
      ...cardDoors({ caseId: ids.case, word: 'tenancy' }),
    ]
      .filter((door) => door.body !== undefined)
      .map((door) => ({ ...door, route: door.route.replaceAll(/:(\w+)/g, '{$1}'), body: withShared(door) })),
    ...optional(shop, of).filter((one) => described.has(one.route)),
  ];
}

const { address: _address, ...tried } = exampleMailbox('127.0.0.1');

/** A token keeps lists for everybody only. */
const withShared = ({ route, body = {} }: Door) => (route === 'POST /case-views' ? { ...body, shared: true } : body);

/** Of parts that an installation may be built without. */
function optional(
  shop: Pick<AttackShop, 'mailChannelId'>,
  of: (route: string, body: Record<string, unknown>, over?: Partial<Write>) => Write,
): Write[] {
  return [
    of('POST /webhooks', { url: 'https://hooks.lantern.example/in', types: ['message.received'] }),
    of(
      'POST /webhooks/{id}/redeliver',
      { from: '2026-11-24T00:00:00.000Z', to: '2026-11-24T01:00:00.000Z' },
      { path: `/webhooks/${randomUUID()}/redeliver`, status: 404 },
    ),
    of('POST /mailboxes', {
      channelId: shop.mailChannelId,
      ...exampleMailbox('imap.lantern.example'),
      fetchFrom: '2026-11-24T00:00:00.000Z',
    }),
    of('PATCH /mailboxes/{id}', { state: 'off', ...tried }, { path: `/mailboxes/${randomUUID()}`, status: 404 }),
    of('POST /mailboxes/test', tried, { status: 422 }),
    of('PATCH /webhooks/{id}', { types: [] }, { path: `/webhooks/${randomUUID()}`, status: 404 }),
    of('POST /deliveries/{id}/settle', { as: 'sent' }, { path: `/deliveries/${randomUUID()}/settle`, status: 404 }),
  ];
}
