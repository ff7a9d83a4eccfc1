/** Attack 122: a file that came while a scanner is set reaches nobody before the scanner's word, and never where it found something. */
import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lastEvent, tuesdayAt, twoShops, type Shop, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerDeliveryRoutes } from '../delivery/delivery.routes.ts';
import { deliverDue } from '../delivery/delivery.ts';
import { outside } from '../delivery/outside.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import type { Platform } from '../platform/platform.ts';
import { registerAttachmentRoutes } from './attachment.routes.ts';
import { registerExportRoutes } from './export.routes.ts';
import { registerReplyRoutes } from './reply.routes.ts';
import { eicar, macroDocument, openClamd, passwordZip, type TestClamd } from './clamd.fixture.ts';
import { scanOne, startScanning } from './scan.ts';

let clamd: TestClamd;
let shops: TwoShops;
const counters = new Map<Shop, Counter>();
const world = outside(() => shops.web.base.platform);
const platform = (): Platform => shops.web.base.platform;

beforeAll(async () => {
  clamd = await openClamd();
  const register: Parameters<typeof twoShops>[0] = (web, http) => {
    void web.app.register(multipart);
    registerAttachmentRoutes(web.app, http);
    registerExportRoutes(web.app, http);
    registerDeliveryRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  };
  shops = await twoShops(register, { nowAt: tuesdayAt, settings: { scanner: clamd.address } });
  counters.set(shops.lantern, await openCounter(shops, shops.lantern));
  counters.set(shops.harbour, await openCounter(shops, shops.harbour, 'help@harbour.example'));
});
afterAll(async () => {
  await shops.close();
  await clamd.close();
});
beforeEach(() => {
  shops.web.base.clock.setNow(tuesdayAt);
  Object.assign(clamd, { says: null, silentAbout: null });
  world.sent.length = 0;
});

async function upload(shop: Shop, name: string, bytes: Buffer): Promise<string> {
  const head = `--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--x--\r\n')]);
  const made = await shop.call('POST', '/attachments', body, { 'content-type': 'multipart/form-data; boundary=x' });
  expect(made).toMatchObject({ status: 201, body: { scan: 'pending' } });
  return made.body.id;
}

/** Ada's mail, answered by the owner with this file. */
async function answered(shop: Shop, name: string, bytes: Buffer) {
  const mailId = await counters.get(shop)!.mail({ from: `${randomUUID()}@post.example`, text: 'Do you have the bill?' });
  await deliverDue(platform(), world.deps);
  world.sent.length = 0;
  const fileId = await upload(shop, name, bytes);
  const { case_id: caseId } = (await counters.get(shop)!.message(mailId))!;
  const reply = await shop.call('POST', '/messages', { caseId, text: 'Here it is.', attachmentIds: [fileId], undoMs: 0 });
  expect(reply).toMatchObject({ status: 201, body: { attachments: [{ scan: 'pending' }] } });
  return { fileId, caseId, deliveryId: reply.body.deliveries[0].id as string };
}

const content = (shop: Shop, fileId: string) => shop.call('GET', `/attachments/${fileId}/content`);
const stopped = new AbortController();
const scan = (shop: Shop, fileId: string, by = platform()): Promise<void> =>
  scanOne(by, { workspace_id: shop.id, row_id: fileId }, stopped.signal);
const send = (): Promise<number> => deliverDue(platform(), world.deps);
const mail = async (id: string) =>
  (await shops.lantern.call('GET', '/deliveries?limit=200')).body.items.find((one: { id: string }) => one.id === id);
const kept = (shop: Shop, fileId: string) =>
  shop.inside((tx) =>
    tx.row(sql<{ scan_state: string; scan_signature: string | null; due_at: number | null }>`
      select a.scan_state, a.scan_signature, w.due_at from tenant.attachment a
      left join work.item w on w.workspace_id = a.workspace_id and w.kind = 'scan' and w.row_id = a.id where a.workspace_id = ${shop.id} and a.id = ${fileId}`),
  );
const later = (ms: number): void => shops.web.base.clock.advance(ms);

test('attack 122: a file is given out and mailed once the scanner has found nothing in it, and not a moment before', async () => {
  const { lantern } = shops;
  const { fileId, caseId, deliveryId } = await answered(lantern, 'bill.pdf', Buffer.from('%PDF-1.7 a bill'));
  expect(await content(lantern, fileId)).toMatchObject({ status: 409, body: { code: 'file_pending' } });
  expect((await lantern.call('GET', `/cases/${caseId}/export`)).body).not.toContain('a bill');
  await send();
  expect(world.sent).toEqual([]);
  expect(await mail(deliveryId)).toMatchObject({ state: 'queued', cause: null });
  await scan(lantern, fileId);
  expect(await kept(lantern, fileId)).toEqual({ scan_state: 'clean', scan_signature: null, due_at: null });
  expect((await lastEvent(lantern, 'file.scanned'))!.payload).toMatchObject({
    scan: { fileId, state: 'clean', why: null },
    message: { text: 'Here it is.', attachments: [{ id: fileId, scan: 'clean' }] },
  });
  expect(await content(lantern, fileId)).toMatchObject({ status: 200, body: '%PDF-1.7 a bill' });
  expect((await lantern.call('GET', `/cases/${caseId}/export`)).body).toContain('a bill');
  // The mail that waited is due at once.
  await send();
  expect(world.sent).toHaveLength(1);
  expect(world.sent[0]!.text).toContain('bill.pdf');
  expect(await mail(deliveryId)).toMatchObject({ state: 'sent' });
});

test.each([
  ['EICAR', 'eicar.com', eicar, 'Win.Test.EICAR_HDB-1'],
  ['a document with macros', 'offer.docm', macroDocument, 'Heuristics.OLE2.ContainsMacros.VBA'],
  ['an archive with a password', 'invoice.zip', passwordZip, 'Heuristics.Encrypted.Zip'],
])('attack 122: %s is given to nobody, and the answer it was in says why it did not go out', async (_what, name, bytes, signature) => {
  const { lantern } = shops;
  const { fileId, caseId, deliveryId } = await answered(lantern, name, bytes);
  const unsent = await upload(lantern, name, bytes);
  await scan(lantern, fileId);
  await scan(lantern, unsent);
  expect(await kept(lantern, fileId)).toMatchObject({ scan_state: 'blocked', scan_signature: signature });
  expect(await content(lantern, fileId)).toMatchObject({ status: 403, body: { code: 'file_blocked' } });
  expect((await lantern.call('GET', `/cases/${caseId}/export`)).body.includes(bytes.toString())).toBe(false);
  await send();
  expect(world.sent).toEqual([]);
  expect(await mail(deliveryId)).toMatchObject({ state: 'failed', cause: 'fileBlocked', reason: `${name}: ${signature}` });
  const again = await lantern.call('POST', '/messages', { caseId, text: 'Here it is.', attachmentIds: [unsent], undoMs: 0 });
  expect(again).toMatchObject({ status: 403, body: { code: 'file_blocked' } });
});

test('attack 122: what a scanner says that is no verdict opens nothing; while it is away the file waits, and is looked at when it is back', async () => {
  const { lantern } = shops;
  const { fileId, deliveryId } = await answered(lantern, 'letter.txt', Buffer.from('Dear Ada,'));
  clamd.says = { answer: 'stream: OK\0stream: OK\0' };
  await scan(lantern, fileId);
  clamd.says = null;
  await clamd.away();
  later(minuteMs);
  await scan(lantern, fileId);
  await clamd.back();
  const waiting = (await kept(lantern, fileId))!;
  expect(waiting.scan_state).toBe('pending');
  expect(waiting.due_at! - platform().clock.nowAt()).toBeGreaterThanOrEqual(1_000);
  // Not before its time, so that a scanner that comes back is not asked about everything in the same second.
  await scan(lantern, fileId);
  expect((await kept(lantern, fileId))!.scan_state).toBe('pending');
  shops.web.base.clock.setNow(waiting.due_at!);
  await scan(lantern, fileId);
  expect(await kept(lantern, fileId)).toMatchObject({ scan_state: 'clean', due_at: null });
  await send();
  expect(await mail(deliveryId)).toMatchObject({ state: 'sent' });
});

test('a scanner that is away for more than a day, takes no such size, or was taken out of the settings holds no answer up, and the log says so', async () => {
  const { lantern } = shops;
  const ends = async (why: string, work: (fileId: string) => Promise<void>): Promise<void> => {
    const { fileId, deliveryId } = await answered(lantern, 'letter.txt', Buffer.from('Dear Ada,'));
    await work(fileId);
    expect((await lastEvent(lantern, 'file.scanned'))!.payload).toMatchObject({ scan: { fileId, state: 'none', why } });
    expect(await content(lantern, fileId)).toMatchObject({ status: 200 });
    await send();
    expect(await mail(deliveryId)).toMatchObject({ state: 'sent' });
  };
  await clamd.away();
  await ends('scanner_away', async (fileId) => {
    await scan(lantern, fileId);
    later(23 * hourMs);
    await scan(lantern, fileId);
    expect((await kept(lantern, fileId))!.scan_state).toBe('pending');
    later(hourMs);
    await scan(lantern, fileId);
  });
  await clamd.back();
  await ends('too_large', (fileId) => {
    clamd.says = { answer: 'INSTREAM size limit exceeded. ERROR\0' };
    return scan(lantern, fileId);
  });
  clamd.says = null;
  const lookedCount = clamd.looked.length;
  await ends('too_large', async (fileId) => {
    await lantern.inside((tx) => tx.run(sql`update tenant.attachment set size_bytes = ${limits.scanBytes + 1} where id = ${fileId}`));
    await scan(lantern, fileId);
    await lantern.inside((tx) => tx.run(sql`update tenant.attachment set size_bytes = 9 where id = ${fileId}`));
  });
  await ends('no_scanner', (fileId) => scan(lantern, fileId, { ...platform(), settings: { ...platform().settings, scanner: null } }));
  expect(clamd.looked).toHaveLength(lookedCount);
});

test('a process that dies while it waits for the scanner leaves the file to the next one, and its late verdict changes nothing', async () => {
  const { lantern } = shops;
  const fileId = await upload(lantern, 'photo.bin', Buffer.from('a photo'));
  clamd.silentAbout = 'a photo';
  const dying = new AbortController();
  const first = scanOne(platform(), { workspace_id: lantern.id, row_id: fileId }, dying.signal);
  while (!clamd.looked.at(-1)!.equals(Buffer.from('a photo'))) await new Promise((resolve) => setImmediate(resolve));
  clamd.silentAbout = null;
  await scan(lantern, fileId);
  expect((await kept(lantern, fileId))!.scan_state).toBe('pending');
  later(2 * minuteMs);
  clamd.says = { answer: 'stream: Late.Signature FOUND\0' };
  await scan(lantern, fileId);
  dying.abort();
  await first;
  expect(await kept(lantern, fileId)).toEqual({ scan_state: 'blocked', scan_signature: 'Late.Signature', due_at: null });
});

test('two files that the scanner looked at before their answer was written are both told as they are', async () => {
  const { lantern } = shops;
  const { caseId } = await answered(lantern, 'first.txt', Buffer.from('first'));
  const { promise: looked, resolve: lookAtLast } = Promise.withResolvers<void>();
  clamd.holds = looked;
  const files = [await upload(lantern, 'bill.txt', Buffer.from('a bill')), await upload(lantern, 'tool.com', eicar)];
  const lookedCount = clamd.looked.length;
  const looking = files.map((fileId) => scan(lantern, fileId));
  while (clamd.looked.length < lookedCount + 2) await new Promise((resolve) => setImmediate(resolve));
  const sent = await lantern.call('POST', '/messages', { caseId, text: 'Both.', attachmentIds: files, undoMs: 0 });
  expect(sent.status).toBe(201);
  lookAtLast();
  await Promise.all(looking);
  clamd.holds = null;
  const { message } = (await lastEvent(lantern, 'file.scanned'))!.payload as { message: { attachments: { id: string; scan: string }[] } };
  const scans = new Map(message.attachments.map(({ id, scan: state }) => [id, state]));
  expect(files.map((id) => scans.get(id))).toEqual(['clean', 'blocked']);
});

test('attack 122: what a customer mails waits too, and nothing of what stands inside it is shown before', async () => {
  const { lantern } = shops;
  const counter = counters.get(lantern)!;
  const id = await counter.takeMail({ from: 'eve@post.example', text: 'Please see the mail inside.' });
  const { key, sha256, sizeBytes } = await platform().blobs.write(Buffer.from('From: eve@post.example\r\n\r\nInside.'));
  const about = { kind: 'mail', from: 'Eve', subject: 'Inner', sentAt: null, text: 'Inside.' };
  const file = {
    name: 'inner.eml',
    mime: 'message/rfc822',
    sizeBytes,
    sha256: sha256.toString('hex'),
    blobKey: key,
    cid: null,
    inline: false,
    about,
  };
  await lantern.inside((tx) =>
    tx.run(sql`update tenant.inbound set parsed = jsonb_set(parsed, '{files}', ${JSON.stringify([file])}::jsonb) where id = ${id}`),
  );
  await counter.process();
  const { case_id: caseId } = (await counter.message(id))!;
  const shown = async () => (await lantern.call('GET', `/cases/${caseId}/thread`)).body.messages[0].attachments;
  const [waiting] = await shown();
  expect(waiting).toMatchObject({ name: 'inner.eml', scan: 'pending', about: null });
  expect(await content(lantern, waiting.id)).toMatchObject({ status: 409 });
  await scan(lantern, waiting.id);
  expect(await shown()).toMatchObject([{ scan: 'clean', about: { kind: 'mail', text: 'Inside.' } }]);
  expect(await content(lantern, waiting.id)).toMatchObject({ status: 200 });
});

test(
  'a scanner that hangs over one shop’s files holds up neither the other shop’s nor the end of the process',
  { timeout: 20_000 },
  async () => {
    const { lantern, harbour } = shops;
    clamd.silentAbout = 'hangs';
    const slow = [];
    for (let n = 0; n < 12; n += 1) slow.push(await upload(lantern, `slow-${n}.bin`, Buffer.from(`it hangs ${n}`)));
    const theirs = await upload(harbour, 'quick.txt', Buffer.from('quick'));
    const scanning = startScanning(platform());
    while ((await kept(harbour, theirs))!.scan_state === 'pending') await new Promise((resolve) => setImmediate(resolve));
    await scanning.stop();
    expect(await content(harbour, theirs)).toMatchObject({ status: 200, body: 'quick' });
    for (const fileId of slow) expect(await kept(lantern, fileId)).toMatchObject({ scan_state: 'pending', due_at: expect.any(Number) });
    // And no shop reads another's.
    expect((await content(lantern, theirs)).status).toBe(404);
    expect((await content(harbour, slow[0]!)).status).toBe(404);
  },
);
