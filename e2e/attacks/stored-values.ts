/**
 * What stands in the fields that people fill in, once somebody hostile did? A shop in which every name, label and text holds markup, turned
 * directions and look-alikes: through the API where it lets them in, behind it where it does not. It judges nothing.
 */
import type { Shop } from '../harness.ts';
import { messageWith, visit } from './set-up.ts';

export const markup = '<img src=x onerror=alert(7)>';
/** Ends in `.exe`, and looks as if it ended in `exe.gpj` read from the right. */
export const turned = '\u202egpj.exe\u2066';
export const lookAlike = 'https://\u0430pple.example/id';
export const lookAlikeShown = 'https://xn--pple-43d.example/id';
/** What the API takes a name for: markup is only text, the rest never comes in. */
export const hostileName = (word: string): string => `${word}\u200b\u202e ${markup}`;

export interface Filled {
  readonly caseId: string;
  readonly customerId: string;
  readonly attachmentId: string;
}

const weekly = { 1: [{ open: '09:00', close: '17:00' }], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] };

/** Through the doors of the product, as an owner and a visitor do it; each word stands for one field. */
export async function fillByTheDoors(shop: Shop): Promise<Filled> {
  const owner = await shop.ownerApi();
  const made = async (method: string, path: string, body?: object): Promise<any> => {
    const answer = await owner(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await made('PATCH', '/workspaces/current', { name: hostileName('shopname'), brand: hostileName('brandname'), zone: 'Europe/Berlin' });
  const visitor = await visit(shop, shop.messengerId, { locale: 'en', zone: `Europe/${markup}` });
  const uploaded = (await (await visitor.upload(`filename ${markup}${turned}`, 'hello', 'text/plain')).json()) as { id: string };
  await visitor.say(`saidtext ${markup} ${lookAlike} there`, { attachmentIds: [uploaded.id] });
  const { caseId } = await messageWith({ call: shop.api }, 'saidtext');
  const topic = await made('POST', '/topics', { name: hostileName('topicname') });
  const tag = await made('POST', '/tags', { name: hostileName('tagname') });
  const choices = [hostileName('choicename')];
  const field = { topicId: topic.id, kind: 'choice', required: false };
  await made('POST', '/topic-fields', { ...field, name: hostileName('fieldname'), choices });
  await made('PATCH', `/cases/${caseId}`, { topicId: topic.id, tagIds: [tag.id], subject: hostileName('subject') });
  const { customer } = await made('GET', `/cases/${caseId}`);
  await made('PATCH', `/customers/${customer.id}`, { name: hostileName('customername'), locale: 'de' });
  await made('POST', '/notes', { caseId, text: `notetext ${markup}` });
  await made('POST', '/messages', { caseId, text: `answertext ${markup}`, undoMs: 0 });
  const [member] = (await made('GET', '/members')).items;
  await made('PATCH', `/members/${member.id}`, { name: hostileName('membername') });
  await made('PATCH', `/agents/${member.id}`, { skills: [hostileName('ability')] });
  const kept = { place: 0, channelIds: [], topicIds: [], languages: [], memberIds: [], handOut: 'pulled' };
  await made('POST', '/queues', { ...kept, name: hostileName('queuename'), skills: [hostileName('demand')] });
  await made('POST', '/case-views', { name: hostileName('listname'), view: 'all', filter: {}, shared: true });
  const steps = { text: `macrotext ${markup}`, topicId: null, tagIds: [], assignee: null, status: null, snoozeMinutes: null };
  await made('POST', '/macros', { name: hostileName('macroname'), key: null, steps });
  await made('POST', '/snippets', { name: 'snippetname', texts: [{ locale: 'en', text: `snippettext ${markup}` }] });
  await made('POST', '/tokens', { name: hostileName('tokenname'), scopes: ['case:read'] });
  await made('POST', '/webhooks', { url: `https://hooks.lantern.example/hookname?${encodeURI(markup)}`, types: ['case.changed'] });
  await made('POST', '/invitations', { email: 'invitedname@lantern.example', role: 'agent' });
  const calendar = await made('POST', '/calendars', { name: hostileName('calendarname'), zone: 'Europe/Berlin', weekly });
  const policy = { name: hostileName('policyname'), calendarId: calendar.id, replyWithinMinutes: 60 };
  const { id: policyId } = await made('POST', '/commitment-policies', policy);
  const aims = { resolution: { minutes: 60, isOpenTime: true } };
  const appliesTo = { place: 0, channelIds: [], topicIds: [], queueIds: [], languages: [] };
  await made('POST', '/clock-targets', { name: hostileName('targetname'), calendarId: calendar.id, appliesTo, aims });
  await made('PATCH', `/channels/${shop.messengerId}`, { name: hostileName('messengername'), policyId });
  const settings = { address: 'help@lantern.example', senderName: hostileName('sendername') };
  await made('PATCH', `/channels/${shop.mailChannelId}`, { name: hostileName('mailname'), settings });
  return { caseId, customerId: customer.id, attachmentId: uploaded.id };
}

/** Columns that hold what people wrote as one line; what an older version, an import or a restore may have left in them. */
const columns: Readonly<Record<string, readonly string[]>> = {
  workspace: ['name', 'brand'],
  member: ['name'],
  channel: ['name'],
  calendar: ['name'],
  commitment_policy: ['name'],
  clock_target: ['name'],
  queue: ['name'],
  topic: ['name'],
  topic_field: ['name'],
  tag: ['name'],
  case: ['subject', 'last_text'],
  case_view: ['name'],
  customer: ['name', 'locale', 'zone'],
  attachment: ['name'],
  macro: ['name'],
  snippet: ['name'],
  api_token: ['name'],
  invitation: ['email'],
  message: ['text', 'subject'],
  note: ['text'],
  identity: ['display'],
};
const lists: Readonly<Record<string, string>> = { queue: 'skills', member: 'skills', topic_field: 'choices' };

/** Straight into the database, past every check of ours: each of these texts is turned at its end. */
export async function turnBehindTheDoors(shop: Shop): Promise<void> {
  for (const [table, names] of Object.entries(columns))
    for (const name of names)
      await shop.behind(`update tenant."${table}" set "${name}" = "${name}" || $1 where workspace_id = $2`, [turned, shop.workspaceId]);
  for (const [table, name] of Object.entries(lists))
    await shop.behind(
      `update tenant."${table}" set "${name}" = array(select each || $1 from unnest("${name}") each) where workspace_id = $2`,
      [turned, shop.workspaceId],
    );
}
