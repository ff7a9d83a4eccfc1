/** What may stand for a workspace, who sees it, and what does its link give away? A logo is the one file that everybody may fetch. */
import { randomUUID } from 'node:crypto';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sweepUploads } from '@meanwhile/server/reply/reply.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import {
  expectNoCanaryCrossed,
  formWith,
  inside,
  messageWith,
  openAttackShop,
  rawMail,
  visit,
  type AttackShop,
  type Person,
} from './set-up.ts';

let shop: AttackShop;
let owner: Person;
beforeAll(async () => {
  shop = await openAttackShop();
  owner = await shop.owner('lantern');
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
/** A small picture that says it has so many pixels. */
const ofPixels = (widthPx: number, heightPx = widthPx): Buffer => {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(widthPx, 16);
  bytes.writeUInt32BE(heightPx, 20);
  return bytes;
};

async function uploaded(who: Person, name: string, bytes: Buffer | string, type: string): Promise<string> {
  const answer = await who.fetch('/api/v1/attachments', { method: 'POST', body: formWith(name, bytes, type) });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}
const choose = (who: Person, logoAttachmentId: string | null): Promise<Response> =>
  who.fetch('/api/v1/workspaces/current', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ logoAttachmentId }),
  });
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;
async function chosen(who: Person): Promise<string> {
  const answer = await choose(who, await uploaded(who, 'logo.png', png, 'image/png'));
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { logo: string }).logo;
}
const hostedPage = async (): Promise<string> => (await fetch(`${shop.url}/m/${shop.messengerId}`)).text();

test('a logo stands on the hosted page for whoever opens it, as a picture that can be nothing else, until it is taken away', async () => {
  expect(await hostedPage()).not.toContain('/logo/');
  const logo = await chosen(owner);
  expect(await hostedPage()).toContain(`<img src="${logo}" alt="" height="32">`);
  const answer = await fetch(`${shop.url}${logo}`);
  expect([answer.status, answer.headers.get('content-type'), Buffer.from(await answer.arrayBuffer())]).toEqual([200, 'image/png', png]);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  expect(answer.headers.get('set-cookie')).toBeNull();

  const [event] = await inside<{ actor: string; payload: { workspace: { logo: string } } }>(
    shop,
    shop.lantern.id,
    `select actor, payload from tenant.event where workspace_id = $1 and type = 'workspace.changed' order by xid desc, n desc limit 1`,
  );
  expect(event).toMatchObject({ actor: expect.stringMatching(/^member:/) as string, payload: { workspace: { logo } } });

  const removed = await choose(owner, null);
  expect(((await removed.json()) as { logo: string | null }).logo).toBeNull();
  expect(await hostedPage()).not.toContain('/logo/');
  expect((await fetch(`${shop.url}${logo}`)).status).toBe(404);
});

test('what is not a small PNG or JPEG is refused, whatever it is called, and the logo of before stays', async () => {
  const logo = await chosen(owner);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const noisy = Buffer.concat([png, Buffer.alloc(limits.logoBytes)]);
  const refused: readonly [string, Buffer | string, string, string][] = [
    ['logo.svg', svg, 'image/svg+xml', 'file_refused'],
    ['logo.png', svg, 'image/png', 'file_refused'],
    ['logo.gif', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;'), 'image/gif', 'file_refused'],
    ['page.png', '<!doctype html><script>alert(1)</script>', 'image/png', 'file_refused'],
    ['cut.jpg', Buffer.from('ffd8ffe000104a464946', 'hex'), 'image/jpeg', 'file_refused'],
    ['heavy.png', noisy, 'image/png', 'file_too_large'],
    ['bomb.png', ofPixels(limits.logoPx + 1), 'image/png', 'file_too_large'],
    ['banner.png', ofPixels(50 * limits.logoWidthPerHeight + 1, 50), 'image/png', 'file_too_large'],
  ];
  for (const [name, bytes, type, code] of refused)
    expect([name, await codeOf(await choose(owner, await uploaded(owner, name, bytes, type)))]).toEqual([name, code]);
  expect((await choose(owner, await uploaded(owner, 'large.png', ofPixels(limits.logoPx), 'image/png'))).status).toBe(200);
  expect((await fetch(`${shop.url}${logo}`)).status).toBe(404);
});

test('nobody makes a logo of a file that is somebody else’s, or part of a conversation', async () => {
  const harbour = await shop.owner('harbour');
  const theirs = await uploaded(harbour, 'harbour.png', png, 'image/png');
  expect(await codeOf(await choose(owner, theirs))).toBe('not_found');
  const visitor = await visit(shop, shop.messengerId);
  const { id } = (await (await visitor.upload('receipt.png', png, 'image/png')).json()) as { id: string };
  expect(await codeOf(await choose(owner, id))).toBe('not_found');
  await visitor.say('my receipt', { attachmentIds: [id] });
  expect(await codeOf(await choose(owner, id))).toBe('not_found');
  expect(await codeOf(await choose(owner, randomUUID()))).toBe('not_found');
  expect((await choose(harbour, theirs)).status).toBe(200);
});

test('a link leads to one picture: not to another workspace’s, not to a file beside it, and not when a letter of it is another', async () => {
  const harbour = await shop.owner('harbour');
  const [ours, theirs] = [await chosen(owner), await chosen(harbour)];
  for (const link of [ours, theirs]) expect((await fetch(`${shop.url}${link}`)).status).toBe(200);
  const [packed, key, mac] = ours.slice('/logo/'.length).split('.') as [string, string, string];
  const [other] = theirs.slice('/logo/'.length).split('.') as [string];
  const secret = await uploaded(owner, 'contract.png', png, 'image/png');
  const idsOf = (text: string): Buffer => Buffer.from(text, 'base64url');
  const beside = Buffer.concat([idsOf(packed).subarray(0, 16), Buffer.from(secret.replaceAll('-', ''), 'hex')]).toString('base64url');
  const crossed = Buffer.concat([idsOf(other).subarray(0, 16), idsOf(packed).subarray(16)]).toString('base64url');
  for (const link of [
    `${other}.${key}.${mac}`,
    `${beside}.${key}.${mac}`,
    `${crossed}.${key}.${mac}`,
    `${packed}.${key}.${mac.slice(0, -1)}${mac.endsWith('A') ? 'B' : 'A'}`,
    `${packed}.${key}.`,
    packed,
    secret,
    '..%2f..%2fsecret',
  ])
    expect([link, (await fetch(`${shop.url}/logo/${link}`)).status]).toEqual([link, 404]);
});

test('what stands as the logo is swept with no uploads and sent with no message', async () => {
  const id = await uploaded(owner, 'logo.png', png, 'image/png');
  const answer = await choose(owner, id);
  const { logo } = (await answer.json()) as { logo: string };
  const left = await uploaded(owner, 'never sent.png', png, 'image/png');
  const mentioned = await owner.fetch(`/api/v1/attachments/${id}/content`);
  expect(mentioned.status).toBe(404);
  await shop.behind(`update tenant.attachment set created_at = created_at - interval '2 days' where workspace_id = $1`, [shop.workspaceId]);
  await sweepUploads(shop.server.platform, shop.workspaceId);
  const rows = await inside<{ id: string }>(
    shop,
    shop.lantern.id,
    `select id from tenant.attachment where workspace_id = $1 and id = any($2::uuid[])`,
    [[id, left]],
  );
  expect(rows.map((row) => row.id)).toEqual([id]);
  expect((await fetch(`${shop.url}${logo}`)).status).toBe(200);
});

test('an answer by mail carries the logo by its link, with the brand in its place where pictures are not loaded', async () => {
  const logo = await chosen(owner);
  await shop.mail(rawMail({ from: 'ada@plain.example', text: 'Do you ship the brass lantern?' }), { from: 'ada@plain.example' });
  const { caseId } = await messageWith(shop.lantern, 'brass lantern');
  const text = 'We ship it on Thursday.';
  expect((await shop.lantern.call('POST', '/messages', { caseId, text })).status).toBe(201);
  const { raw } = await until('the answer left', async () => shop.sink.mails.find((mail) => mail.raw.includes(text)));
  const html = raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
  expect(html).toContain(`<img src="${shop.url}${logo}" alt="`);
  expect((await fetch(`${shop.url}${logo}`)).headers.get('cross-origin-resource-policy')).toBe('cross-origin');
});
