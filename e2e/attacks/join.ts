/** How does somebody become a member? By the mailed invitation, with a password of their own, as people do. */
import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { until } from '../harness.ts';
import type { AttackShop, Person } from './set-up.ts';

export interface Joined extends Person {
  readonly memberId: string;
  readonly email: string;
  readonly cookie: string;
  readonly password: string;
}

export async function joinAs(shop: AttackShop, owner: Person, name: string, role: string): Promise<Joined> {
  const email = `${name.toLowerCase()}-${randomBytes(4).toString('hex')}@staff.example`;
  const invited = await owner.fetch('/api/v1/invitations', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ email, role }),
  });
  expect(invited.status, await invited.clone().text()).toBe(201);
  const mail = await until('the invitation', async () => shop.sink.mails.find((one) => one.to.includes(email)));
  const token = /#t=([\w-]+)/.exec(mail.raw.replaceAll('=\r\n', '').replaceAll('=3D', '='))![1];
  const password = randomBytes(12).toString('hex');
  const headers = { origin: shop.url, 'content-type': 'application/json' };
  const accepted = await fetch(`${shop.url}/api/v1/invitations/accept`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token, name, password }),
  });
  expect(accepted.status, await accepted.clone().text()).toBe(200);
  const cookie = accepted.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const own = { origin: shop.url, 'sec-fetch-site': 'same-origin', cookie };
  const person = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${shop.url}${path}`, { ...init, headers: { ...own, ...(init.headers as Record<string, string>) } });
  const { items } = (await shop.api('GET', '/members?limit=200')).body;
  return { fetch: person, cookie, password, email, memberId: items.find((one: { email: string }) => one.email === email).id };
}
