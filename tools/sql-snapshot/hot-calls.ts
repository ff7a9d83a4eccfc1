/**
 * Which calls must stay fast however much there is? Those of a desk's and a customer's day: each is made once against a seeded workspace and
 * named as people would. What the loops do meanwhile is recorded under its own name.
 */
import { randomUUID } from 'node:crypto';
import type { Served } from '../bench/serve.ts';

/** What the answers are read for, and nothing else of them. */
interface Page {
  readonly nextCursor: string;
  readonly items: readonly { readonly id: string; readonly caseId: string; readonly customer: { readonly id: string } }[];
}

export interface HotCall {
  readonly name: string;
  make(day: Day): Promise<unknown>;
}

/** What one call leaves for the next. */
export class Day {
  readonly #served: Served;
  visitorToken = '';
  caseId = '';
  nextCursor = '';
  customerId = '';
  constructor(served: Served) {
    this.#served = served;
  }
  get messengerId(): string {
    return this.#served.channels.find((channel) => channel.type === 'messenger')!.channel_id;
  }
  api<T = Page>(method: string, path: string, body?: unknown): Promise<T> {
    return this.#ask<T>(method, `/api/v1${path}`, this.#served.token, body);
  }
  visitor<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.#ask<T>(method, `/m/${this.messengerId}${path}`, this.visitorToken, body);
  }
  async #ask<T>(method: string, path: string, token: string, body: unknown): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.#served.server.port}${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not become visible');
}

const search = (name: string, words: string): HotCall => ({
  name: `search, ${name}`,
  make: (day) => day.api('GET', `/search?q=${encodeURIComponent(words)}`),
});
const list = (name: string, path: string): HotCall => ({ name, make: (day) => day.api('GET', path) });

export const hotCalls: readonly HotCall[] = [
  {
    name: 'inbox, first page',
    async make(day) {
      const page = await day.api('GET', '/cases?view=next');
      day.nextCursor = page.nextCursor;
      day.caseId = page.items[0]!.id;
      day.customerId = page.items[0]!.customer.id;
    },
  },
  { name: 'inbox, next page', make: (day) => day.api('GET', `/cases?view=next&cursor=${encodeURIComponent(day.nextCursor)}`) },
  list('inbox, waiting', '/cases?view=waiting'),
  list('inbox, team', '/cases?view=team'),
  list('inbox, everything', '/cases?view=all'),
  { name: 'thread', make: (day) => day.api('GET', `/cases/${day.caseId}/thread`) },
  { name: 'customer', make: (day) => day.api('GET', `/customers/${day.customerId}`) },
  { name: 'cases of a customer', make: (day) => day.api('GET', `/customers/${day.customerId}/cases`) },
  list('customers, newest first', '/customers'),
  list('conversations, newest first', '/conversations'),
  { name: 'identities of a customer', make: (day) => day.api('GET', `/identities?customerId=${day.customerId}`) },
  list('conversations, newest first', '/conversations'),
  list('messages, newest first', '/messages?limit=100'),
  list('commitments, newest first', '/commitments'),
  list('deliveries, newest first', '/deliveries'),
  search('rare word', 'serial77'),
  search('frequent word', 'order'),
  search('two words', 'order parcel'),
  search('absent word', 'zzabsent'),
  {
    name: 'messenger, a visit begins',
    async make(day) {
      day.visitorToken = (await day.visitor<{ token: string }>('POST', '/sessions', { locale: 'en' })).token;
    },
  },
  {
    name: 'messenger, a customer writes',
    async make(day) {
      const { id } = await day.visitor<{ id: string }>('POST', '/messages', { clientId: randomUUID(), text: 'Is my saddle there yet?' });
      const message = await until(async () => (await day.api('GET', '/messages?limit=20')).items.find((one) => one.id === id));
      day.caseId = message.caseId;
    },
  },
  { name: 'messenger, history', make: (day) => day.visitor('GET', '/messages') },
  { name: 'messenger, the sentence above the field', make: (day) => day.visitor('GET', '/entry?locale=en') },
  {
    name: 'an agent answers',
    async make(day) {
      const { id } = await day.api<{ id: string }>('POST', '/messages', {
        caseId: day.caseId,
        text: 'It came today.',
        attachmentIds: [],
        undoMs: 0,
        then: 'stay',
      });
      await until(async () => ((await day.api<{ state: string }>('GET', `/messages/${id}`)).state === 'stored' ? true : undefined));
    },
  },
  { name: 'an agent resolves the case', make: (day) => day.api('POST', `/cases/${day.caseId}/resolve`, {}) },
];
