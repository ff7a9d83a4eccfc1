/**
 * What does a bike shop's desk look like on an ordinary day? “Kettle & Co” of Mia Brandt with named customers, written through the product's own
 * doors: messenger, mail receiver and API. For pictures and for tests that need full screens.
 */
import { randomUUID } from 'node:crypto';
import { until, type Api, type Shop } from './harness.ts';
import { sendUnsigned } from './customer-mail.ts';

export interface Believable {
  readonly caseIds: readonly string[];
  readonly mailCaseId: string;
  readonly customerId: string;
}

interface Visit {
  readonly name: string;
  readonly texts: readonly string[];
  readonly answer?: string;
  readonly topic?: string;
  readonly tags?: readonly string[];
  readonly note?: string;
  /** Told to this customer; else a working day. */
  readonly replyWithinMinutes?: number;
}

const dayMinutes = 8 * 60;

const visits: readonly Visit[] = [
  {
    name: 'Jonas Weber',
    topic: 'Orders',
    tags: ['tourer'],
    texts: ['Hello, does the blue tourer come in size 52? I am 1.68 m tall.', 'And could you fit a dynamo hub before I pick it up?'],
    note: 'Two blue 52s came in on Monday; one has a scratch on the chain stay.',
  },
  {
    name: 'Amina Diallo',
    topic: 'Delivery',
    texts: ['My order of two panniers has not arrived. The tracking page says nothing since Friday.'],
    tags: ['parcel'],
    replyWithinMinutes: 60,
  },
  {
    name: 'Ravi Menon',
    topic: 'Workshop',
    texts: ['Do you repair coaster brakes on a Saturday?'],
    answer: 'We do, Ravi. Bring it before eleven and it is ready by three.',
  },
  { name: 'Sofia Marques', topic: 'Orders', texts: ['Can I pay in two parts for the cargo bike?', 'The red one with the rain cover.'] },
  {
    name: 'Tom Okafor',
    topic: 'Workshop',
    texts: ['The front light flickers when I brake. Bought it from you in May.'],
    replyWithinMinutes: 180,
  },
  {
    name: 'Lena Hoffmann',
    topic: 'Delivery',
    texts: ['Could you leave the parcel with my neighbour at number 12?'],
    answer: 'Noted for the driver: number 12, ground floor.',
  },
];

const letter = {
  from: 'petra.lind@post.example',
  fromName: 'Petra Lind',
  to: 'hello@kettle.example',
  subject: 'Chain slips in fifth gear',
  text: 'Good morning,\n\nsince the service last week the chain of my tourer slips in fifth gear, mostly uphill. Sixth and fourth are fine.\n\nCan I bring it in this week? Thursday after nine would be best.\n\nKind regards\nPetra Lind',
};

/** Fills an empty shop; gives what a test wants to open. */
export async function fillShop(shop: Shop): Promise<Believable> {
  await shop.api('PATCH', '/workspaces/current', { name: 'Kettle & Co', brand: 'Kettle & Co', zone: 'Europe/Berlin' });
  const mia = await shop.ownerApi();
  const { body: members } = await shop.api('GET', '/members');
  await mia('PATCH', `/members/${members.items[0].id}`, { name: 'Mia Brandt' });
  await shop.api('PATCH', `/channels/${shop.messengerId}`, { name: 'Messenger on kettle.example', settings: { accent: '#1d6f5c' } });
  await shop.api('PATCH', `/channels/${shop.mailChannelId}`, {
    name: 'hello@kettle.example',
    settings: { address: letter.to, senderName: 'Kettle & Co' },
  });
  const tell = await keepHours(shop);
  const topics = await named(shop, '/topics', ['Orders', 'Delivery', 'Workshop']);
  const tags = await named(shop, '/tags', ['tourer', 'parcel', 'warranty']);
  const caseIds: string[] = [];
  for (const visit of visits) {
    await tell(visit.replyWithinMinutes ?? dayMinutes);
    caseIds.push(await receive({ shop, mia, topics, tags }, visit));
  }
  await tell(dayMinutes);
  await sendUnsigned(letter, shop.smtpPort);
  const mail = await until('the mail is in the inbox', async () => (await rows(shop)).find((row) => row.channelType === 'email'));
  await ok(shop.api('PATCH', `/cases/${mail.id}`, { topicId: topics.get('Workshop'), tagIds: [] }));
  const first = (await rows(shop)).find((row) => row.id === caseIds[0]);
  await ok(shop.api('POST', `/cases/${caseIds[0]}/assign`, { memberId: members.items[0].id }));
  return { caseIds, mailCaseId: mail.id, customerId: first!.customer.id };
}

/** The workshop's own hours and times instead of the starter figures. Gives the way to change what the messenger tells from now on. */
async function keepHours(shop: Shop): Promise<(replyWithinMinutes: number) => Promise<void>> {
  const [calendar] = (await shop.api('GET', '/calendars')).body.items;
  const [policy] = (await shop.api('GET', '/commitment-policies')).body.items;
  const { id, name, weekly, exceptions, exceptionNames } = calendar;
  await ok(shop.api('PUT', `/calendars/${id}`, { name, zone: 'Europe/Berlin', weekly, exceptions, exceptionNames }));
  let told = 0;
  const tell = async (replyWithinMinutes: number): Promise<void> => {
    if (replyWithinMinutes === told) return;
    await ok(shop.api('PUT', `/commitment-policies/${policy.id}`, { name: 'Within one working day', calendarId: id, replyWithinMinutes }));
    told = replyWithinMinutes;
  };
  await tell(dayMinutes);
  const byMail = await ok(
    shop.api('POST', '/commitment-policies', { name: 'Within two working days', calendarId: id, replyWithinMinutes: 2 * dayMinutes }),
  );
  await ok(shop.api('PATCH', `/channels/${shop.mailChannelId}`, { policyId: byMail.id }));
  return tell;
}

interface Row {
  readonly id: string;
  readonly channelType: string;
  readonly customer: { readonly id: string };
  readonly lastText: string | null;
}

const rows = async (shop: Shop): Promise<Row[]> => (await shop.api('GET', '/cases?view=all')).body.items;

async function named(shop: Shop, path: string, names: readonly string[]): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for (const name of names) made.set(name, (await ok(shop.api('POST', path, { name }))).id);
  return made;
}

interface Scene {
  readonly shop: Shop;
  /** Notes and answers are written by a person. */
  readonly mia: Api;
  readonly topics: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

async function receive({ shop, mia, topics, tags }: Scene, visit: Visit): Promise<string> {
  const post = async (path: string, body: unknown, token?: string) => {
    const answer = await fetch(`${shop.url}/m/${shop.messengerId}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json() as Promise<{ token: string }>;
  };
  const { token } = await post('sessions', { locale: 'en', zone: 'Europe/Berlin' });
  for (const text of visit.texts) await post('messages', { clientId: randomUUID(), text }, token);
  const row = await until(`${visit.name} is in the inbox`, async () =>
    (await rows(shop)).find((one) => one.lastText === visit.texts.at(-1)),
  );
  await ok(shop.api('PATCH', `/customers/${row.customer.id}`, { name: visit.name }));
  await ok(
    shop.api('PATCH', `/cases/${row.id}`, {
      topicId: topics.get(visit.topic ?? '') ?? null,
      tagIds: (visit.tags ?? []).map((tag) => tags.get(tag)),
    }),
  );
  if (visit.note !== undefined) await ok(mia('POST', '/notes', { caseId: row.id, text: visit.note }));
  if (visit.answer !== undefined) await ok(mia('POST', '/messages', { caseId: row.id, text: visit.answer, undoMs: 0 }));
  return row.id;
}

async function ok(call: ReturnType<Api>): Promise<{ id: string }> {
  const { status, body } = await call;
  if (status >= 400) throw new Error(`the API answered ${status}: ${JSON.stringify(body)}`);
  return body as { id: string };
}
