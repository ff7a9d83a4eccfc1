/**
 * How does a workspace get one of everything, with a word of its own in every text? Harbour Shop, filled over its own doors by its owner, its
 * customers and its mail; what has no door is played into the rows behind them. It judges nothing: the tests look for the words and the ids.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { until } from '../harness.ts';
import { exampleMailbox } from './example-mailbox.ts';
import { joinAs } from './join.ts';
import { messageWith, quarantineOf, rawMail, visit, type AttackShop, type Person, type Visitor } from './set-up.ts';

/** Ids by what they are of, as `full-steps.ts` names them. */
export type FullIds = Record<string, string>;

export interface FullWorkspace {
  readonly person: Person;
  readonly visitor: Visitor;
  /** In every word of this workspace, and nowhere else. */
  readonly root: string;
  readonly word: (of: string) => string;
  readonly ids: FullIds;
  /** Everything the owner was answered. */
  readonly given: string[];
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<any>;

/** `hookUrl`: an address of ours that takes webhooks and answers cards. Needs `allowLoopbackWebhooks`. */
export async function fillHarbour(shop: AttackShop, hookUrl: string): Promise<FullWorkspace> {
  const root = `h${randomBytes(5).toString('hex')}`;
  const word = (of: string): string => `${root}${of}`;
  const person = await shop.owner('harbour');
  const visitor = await visit(shop, shop.harbour.messengerId);
  const given: string[] = [];
  const ask: Ask = async (method, path, body) => {
    const answer = await person.fetch(`/api/v1${path}`, {
      method,
      headers: {
        'idempotency-key': word(`key${randomUUID()}`),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    given.push(text);
    expect(answer.status, `${method} ${path} ${text}`).toBeLessThan(300);
    return text.startsWith('{') ? JSON.parse(text) : text;
  };
  const scene: Scene = { shop, word, ask, visitor, person, ids: {}, hookUrl };
  await fillSettings(scene);
  await fillTeam(scene);
  await fillLists(scene);
  await fillMessenger(scene);
  await fillMail(scene);
  await fillMailboxes(scene);
  await fillIncident(scene);
  await fillBehind(scene);
  return { person, visitor, root, word, ids: scene.ids, given };
}

interface Scene {
  readonly shop: AttackShop;
  readonly word: (of: string) => string;
  readonly ask: Ask;
  readonly visitor: Visitor;
  readonly person: Person;
  readonly ids: FullIds;
  readonly hookUrl: string;
}

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
export const openMondays = { 1: [{ open: '09:00', close: '17:00' }], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] };
const noConditions = { place: 5, channelIds: [], topicIds: [], queueIds: [], languages: ['ja'], priorities: [] };

async function fillSettings({ shop, word, ask, ids, hookUrl }: Scene): Promise<void> {
  const idOf = async (path: string, body: unknown): Promise<string> => (await ask('POST', path, body)).id;
  await ask('PATCH', '/workspaces/current', { name: word('shopname'), brand: word('brand') });
  await ask('PUT', '/customer-tiers', { keys: [word('tier')] });
  ids['channel'] = shop.harbour.messengerId;
  ids['mailChannel'] = shop.harbour.mailChannelId;
  ids['calendar'] = await idOf('/calendars', {
    name: word('calendar'),
    zone: 'Europe/Berlin',
    weekly: openMondays,
    exceptions: { '2027-05-03': [] },
    exceptionNames: { '2027-05-03': word('holiday') },
  });
  const appliesTo = { ...noConditions, tiers: [word('tier')] };
  ids['policy'] = await idOf('/commitment-policies', {
    name: word('policy'),
    calendarId: ids['calendar'],
    replyWithinMinutes: 6_000,
    appliesTo,
  });
  ids['target'] = await idOf('/clock-targets', {
    name: word('target'),
    calendarId: null,
    appliesTo,
    aims: { update: { minutes: 60, isOpenTime: false } },
  });
  ids['topic'] = await idOf('/topics', { name: word('topic') });
  ids['tag'] = await idOf('/tags', { name: word('tag') });
  const field = { topicId: null, required: false, factKind: 'order', askedBecause: word('because') };
  ids['field'] = await idOf('/topic-fields', { ...field, name: word('field'), kind: 'text' });
  ids['choiceField'] = await idOf('/topic-fields', {
    topicId: null,
    name: word('choicefield'),
    kind: 'choice',
    choices: [word('choice'), 'red'],
  });
  ids['snippet'] = await idOf('/snippets', { name: word('snippet'), texts: [{ locale: 'en', text: word('snippettext') }] });
  ids['macro'] = await idOf('/macros', {
    name: word('macro'),
    key: '1',
    steps: { text: word('macrotext'), topicId: ids['topic'], tagIds: [ids['tag']], assignee: null, status: null, snoozeMinutes: null },
  });
  ids['queue'] = await idOf('/queues', { name: word('queue'), place: 9, languages: ['ja'], skills: [word('skill')] });
  ids['webhook'] = await idOf('/webhooks', { url: `${hookUrl}/${word('hook')}`, types: [] });
  ids['rule'] = await idOf('/rules', {
    name: word('rule'),
    place: 0,
    isOn: true,
    start: 'customer_wrote',
    minutesBefore: null,
    conditions: { words: [word('rulefires')] },
    actions: { tagIds: [ids['tag']] },
  });
  ids['card'] = await idOf('/cards', { name: word('card'), kind: 'lines', url: `${hookUrl}/${word('cardurl')}` });
  ids['linkCard'] = await idOf('/cards', {
    name: word('linkcard'),
    kind: 'link',
    url: `https://crm.harbour.example/${word('cardlink')}/{customerId}`,
  });
  await ask('PUT', '/urgent-lines/safety/en', { words: word('urgentwords'), route: word('urgentroute') });
  const secondMail = { address: `help@${word('domain')}.example`, senderName: word('sender') };
  const policyId = ids['policy'];
  ids['secondMail'] = await idOf('/channels', { type: 'email', name: word('channel'), policyId, settings: secondMail });
  ids['botChannel'] = await idOf('/channels', { type: 'telegram', name: word('botchannel'), policyId, settings: {} });
  ids['spareChannel'] = await idOf('/channels', { type: 'messenger', name: word('sparechannel'), policyId, settings: {} });
  ids['signingKey'] = await idOf('/signing-keys', { domain: `${word('domain')}.example` });
}

async function fillTeam({ shop, word, ask, ids, person }: Scene): Promise<void> {
  ids['owner'] = (await ask('GET', '/members')).items[0].id;
  const api = shop.harbour.call;
  const leaving = await joinAs({ ...shop, api }, person, word('leaver'), 'viewer');
  ids['member'] = leaving.memberId;
  await ask('PATCH', `/agents/${ids['owner']}`, { skills: [word('skill')], languages: ['de'], capacity: 100 });
  ids['invitation'] = (await ask('POST', '/invitations', { email: `${word('invited')}@staff.example`, role: 'viewer' })).id;
  ids['token'] = (await ask('POST', '/tokens', { name: word('token'), scopes: ['case:read'] })).record.id;
  const shift = { memberId: ids['owner'], pool: 'async', startsAt: inDays(3), endsAt: inDays(3.2), exceptionReason: word('shift') };
  ids['shift'] = (await ask('POST', '/shifts', shift)).id;
  ids['leave'] = (await ask('POST', '/leave', { memberId: ids['owner'], startsAt: inDays(40), endsAt: inDays(42), kind: 'holiday' })).id;
  await ask('PUT', '/signature', { text: word('signature') });
  await ask('PUT', '/notices/push', { endpoint: `https://push.example/${word('push')}`, p256dh: 'x'.repeat(87), auth: 'x'.repeat(22) });
}

async function fillLists({ word, ask, ids }: Scene): Promise<void> {
  const list = (name: string) => ({
    name: word(name),
    view: 'all',
    filter: { fieldId: ids['field'], fieldValue: word('filter') },
    shared: true,
  });
  ids['view'] = (await ask('POST', '/case-views', list('view'))).id;
  ids['goneView'] = (await ask('POST', '/case-views', list('goneview'))).id;
  await ask('DELETE', `/case-views/${ids['goneView']}`);
}

/** A case of somebody new, with three messages, and what is done with it. */
async function fillMessenger({ shop, word, ask, ids, visitor }: Scene): Promise<void> {
  const file = (await (await visitor.upload(`${word('filename')}.txt`, word('file'), 'text/plain')).json()) as { id: string };
  await visitor.say(`${word('message')} ${word('rulefires')}`, { attachmentIds: [file.id] });
  for (const of of ['second', 'third', 'fourth', 'fifth']) await visitor.say(word(of));
  const said = async (of: string): Promise<any> => messageWith(shop.harbour, word(of));
  const first = await said('message');
  const here = `/cases/${first.caseId}`;
  const { customer, conversationId } = await ask('GET', here);
  Object.assign(ids, { case: first.caseId, message: first.id, attachment: file.id, customer: customer.id });
  Object.assign(ids, { conversation: conversationId, third: (await said('third')).id });
  ids['splitCase'] = (await ask('POST', `${here}/split`, { messageIds: [(await said('second')).id] })).id;
  ids['merged'] = (await ask('POST', `${here}/split`, { messageIds: [(await said('fourth')).id] })).id;
  await ask('POST', `/cases/${ids['merged']}/merge`, { intoId: ids['splitCase'] });
  ids['spam'] = (await ask('POST', `${here}/split`, { messageIds: [(await said('fifth')).id] })).id;
  await ask('PATCH', here, { subject: word('subject'), topicId: ids['topic'], tagIds: [ids['tag']] });
  await ask('PATCH', `/customers/${customer.id}`, { name: word('customer'), tier: word('tier') });
  await ask('POST', '/notes', { caseId: first.caseId, text: `${word('note')}` });
  await ask('PUT', `${here}/fields/${ids['field']}`, { value: word('fieldvalue') });
  await ask('POST', `${here}/links`, { caseId: ids['splitCase'] });
  const noted = await ask('POST', `/customers/${customer.id}/facts`, { kind: 'other', label: word('label'), value: word('fact') });
  ids['fact'] = noted.items.find((one: { value: string }) => one.value === word('fact')).id;
  ids['applied'] = (await ask('POST', `/cases/${ids['splitCase']}/macro`, { macroId: ids['macro'] })).appliedId;
  const answer = { caseId: first.caseId, undoMs: 0, askReason: word('askreason') };
  const promise = { at: inDays(2), words: word('promise') };
  ids['answer'] = (await ask('POST', '/messages', { ...answer, text: `${word('answer')} ${word('promise')}`, promise })).id;
  const later = { caseId: first.caseId, sendAt: inDays(5) };
  const held = `${word('later')} ${word('laterpromise')}`;
  ids['later'] = (await ask('POST', '/messages', { ...later, text: held, promise: { at: inDays(9), words: word('laterpromise') } })).id;
  ids['takenBack'] = (await ask('POST', '/messages', { ...later, text: word('takenback') })).id;
  // Sending takes the draft away: this one is written after the last answer of the case.
  await ask('PUT', `${here}/draft`, { text: word('draft'), revision: 0 });
  for (const of of ['joined', 'forgotten']) {
    const other = await visit(shop, shop.harbour.messengerId);
    await other.say(word(of));
    const theirs = await messageWith(shop.harbour, word(of));
    ids[`${of}Case`] = theirs.caseId;
    const theirCase = await ask('GET', `/cases/${theirs.caseId}`);
    ids[of] = theirCase.customer.id;
    // The highest number so far: one that a smaller workspace has not.
    ids['number'] = String(theirCase.number);
  }
  await ask('POST', `/customers/${ids['joined']}/merge`, { intoId: ids['customer'], reason: 'they_said' });
  await ask('POST', `/cases/${ids['forgottenCase']}/resolve`, {});
}

const invitation = (of: string, organiser: string): string =>
  [
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${of}`,
    `SUMMARY:${of}`,
    `ORGANIZER:mailto:${organiser}`,
    'DTSTART:20281201T150000Z',
    'ATTENDEE:mailto:support@harbour.example',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

async function fillMail({ shop, word, ask, ids }: Scene): Promise<void> {
  const { harbour } = shop;
  const envelope = { from: `${word('envelope')}@post.example`, to: [harbour.mailAddress] };
  const from = `${word('kim')}@post.example`;
  const mail = { from: `Kim ${word('kimname')} <${from}>`, to: harbour.mailAddress, subject: word('mailsubject') };
  const opening = `<${word('mailid')}@post.example>`;
  await shop.signedMail(
    { ...mail, text: `${word('mail')} asks\r\n\r\nOn Monday Ole wrote:\r\n> ${word('quoted')}`, messageId: opening },
    envelope,
  );
  const first = await messageWith(harbour, word('mail'));
  ids['mailCase'] = first.caseId;
  const answers = [`In-Reply-To: ${opening}`, `References: ${opening}`];
  const html = `<p>${word('again')} <b>${word('html')}</b></p>`;
  await shop.signedMail({ ...mail, text: html, contentType: 'text/html; charset=utf-8', headers: answers }, envelope);
  ids['notHere'] = (await messageWith(harbour, word('again'))).id;
  const bound = word('bound');
  const parts = [`--${bound}`, 'Content-Type: text/plain', '', word('inviting'), `--${bound}`];
  const text = [
    ...parts,
    'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
    '',
    invitation(word('event'), from),
    `--${bound}--`,
  ];
  await shop.signedMail({ ...mail, text: text.join('\r\n'), contentType: `multipart/alternative; boundary="${bound}"` }, envelope);
  const invited = await messageWith(harbour, word('inviting'));
  ids['invited'] = invited.id;
  ids['invitationFile'] = invited.attachments.find((one: { about: { kind?: string } | null }) => one.about?.kind === 'invitation').id;
  for (const of of ['held', 'discarded'])
    await shop.mail(rawMail({ from: 'anna@post.example', to: harbour.mailAddress, subject: word(of), text: word(of) }), {
      ...envelope,
      from: 'eve@evil.example',
    });
  const held = await until('two mails wait', async () => {
    const found = await quarantineOf(shop, harbour.id);
    return found.length === 2 && found;
  });
  Object.assign(ids, { held: held[0]!.id, discarded: held[1]!.id });
  ids['mailed'] = (await ask('POST', '/messages', { caseId: first.caseId, text: word('mailanswer'), undoMs: 0 })).id;
  await until('the answer left', async () => shop.sink.mails.some((one) => one.raw.includes(word('mailanswer'))));
  ids['identity'] = (await ask('GET', `/identities?customerId=${(await ask('GET', `/cases/${first.caseId}`)).customer.id}`)).items[0].id;
}

/** After the mail: an answer of a channel with a mailbox leaves through it, and these answer nobody. */
async function fillMailboxes({ word, ask, ids }: Scene): Promise<void> {
  const idOf = async (path: string, body: unknown): Promise<string> => (await ask('POST', path, body)).id;
  const at = (host: string) => ({ ...exampleMailbox(host), address: `${word('box')}@harbour.example`, user: word('boxuser') });
  ids['mailbox'] = await idOf('/mailboxes', { channelId: ids['mailChannel'], ...at('imap.harbour.example') });
  ids['signedIn'] = await idOf('/mailboxes', { channelId: ids['secondMail'], ...at('imap.harbour.example'), user: word('signedinuser') });
  const key = { clientId: word('client'), clientSecret: 'not-a-real-one', directory: `${word('directory')}.example` };
  await ask('PUT', '/mailbox-keys/microsoft', key);
  const beginning = { provider: 'microsoft', sends: true, address: `${word('attempt')}@harbour.example`, fetchFrom: inDays(-1) };
  await ask('POST', '/mailboxes/sign-in', { ...beginning, channelId: ids['mailChannel'] });
}

async function fillIncident({ word, ask, ids }: Scene): Promise<void> {
  const words = { entryTexts: { en: word('entrytext') }, ackTexts: { en: word('acktext') } };
  ids['incident'] = (await ask('POST', '/incidents', { title: word('incident'), ...words, channelIds: [ids['mailChannel']] })).id;
  await ask('POST', `/incidents/${ids['incident']}/link`, { ids: [ids['case'], ids['mailCase']] });
  const reply = { kind: 'news', texts: { en: word('incidentreply') }, locale: 'en', undoMs: 30_000, then: 'stay' };
  ids['reply'] = (await ask('POST', `/incidents/${ids['incident']}/reply`, reply)).id;
}

/** What a provider, another server or a scanner would have written, and what only happens to the unlucky. */
async function fillBehind({ shop, word, ask, ids }: Scene): Promise<void> {
  const { id } = shop.harbour;
  const there = async (what: string, statement: string, values: readonly unknown[] = []): Promise<any> => {
    const rows = await shop.behind<any>(statement, [id, ...values]);
    expect(rows.length, what).toBeGreaterThan(0);
    return rows[0];
  };
  const deliveries = (await shop.harbour.call('GET', '/deliveries?limit=200')).body.items as { id: string; messageId: string | null }[];
  const ofMessage = (messageId: string): string => deliveries.find((one) => one.messageId === messageId)!.id;
  ids['unknown'] = ofMessage(ids['mailed']!);
  ids['failed'] = ofMessage(ids['answer']!);
  const outcome = JSON.stringify({ kind: 'rejected', code: '550', detail: word('outcome') });
  await there(
    'an unknown one',
    `update tenant.delivery set state = 'unknown', outcome = $3::jsonb where workspace_id = $1 and id = $2 returning id`,
    [ids['unknown'], outcome],
  );
  await there('a failed one', `update tenant.delivery set state = 'failed' where workspace_id = $1 and id = $2 returning id`, [
    ids['failed'],
  ]);
  ids['hookDelivery'] = (
    await until('the webhook heard of something', async () =>
      shop
        .behind<{ id: string }>(
          `update tenant.webhook_delivery set state = 'given_up', last_error = $2 where id = (select id from tenant.webhook_delivery
             where workspace_id = $1 and state = 'delivered' order by created_at, id limit 1) returning id`,
          [id, word('hookerror')],
        )
        .then((rows) => rows[0]),
    )
  ).id;
  await there(
    'a mailbox that was signed in to',
    `update tenant.mailbox set access = access || '{"signIn": "microsoft", "way": "imap"}' where workspace_id = $1 and id = $2 returning id`,
    [ids['signedIn']],
  );
  await there(
    'a file as a scanner and a mail would leave it',
    `update tenant.attachment set media_type = $3, content_id = $4, scan_signature = $5 where workspace_id = $1 and id = $2 returning id`,
    [ids['invitationFile'], `text/${word('kindoffile')}`, word('contentid'), word('signature')],
  );
  await there('a receipt', `update tenant.delivery set provider_id = $3 where workspace_id = $1 and id = $2 returning id`, [
    ids['failed'],
    word('receipt'),
  ]);
  await there('a place to go on', `update tenant.mailbox set delta_link = $3 where workspace_id = $1 and id = $2 returning id`, [
    ids['signedIn'],
    `https://graph.example/${word('delta')}`,
  ]);
  await there(
    'an answer to all that can still be taken back',
    `update tenant.incident_reply set release_at = $3 where workspace_id = $1 and id = $2 and finished_at is null returning id`,
    [ids['reply'], inDays(1)],
  );
  await there(
    'an item of it',
    `insert into tenant.mailbox_item (workspace_id, mailbox_id, uid, item, arrived_at) values ($1, $2, 1, $3, $4) returning item`,
    [ids['signedIn'], word('item'), inDays(-1)],
  );
  await there(
    'an address nothing is sent to',
    `insert into tenant.suppression (workspace_id, id, address, why, detail, suppressed_at) values ($1, $2, $3, 'bounced', $4, $5) returning id`,
    [randomUUID(), `${word('stopped')}@post.example`, word('bounce'), inDays(-1)],
  );
  // A list of such a name makes every channel fail: somebody says why it is open all the same.
  ids['liveView'] = (
    await ask('POST', '/case-views', {
      name: `Average speed of answer ${word('list')}`,
      view: 'all',
      filter: { channelId: ids['channel'] },
      shared: true,
    })
  ).id;
  await ask('POST', `/channels/${ids['channel']}/override`, { because: word('override') });
}
