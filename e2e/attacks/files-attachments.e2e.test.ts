/** What can a file do to us, and who gets it? Attacks 6, 37 to 40 and 118 to 121: up by the messenger, the desk and mail, and down again. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { sweepUploads } from '@meanwhile/server/reply/reply.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  type Visitor,
} from './set-up.ts';
import { expectHarmless, placesOf } from './stored-file.ts';

let shop: AttackShop;
let owner: Person;
let visitor: Visitor;
beforeAll(async () => {
  shop = await openAttackShop();
  owner = await shop.owner('lantern');
  visitor = await visit(shop, shop.messengerId);
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** Uploads, sends it, and fetches it as the desk and as the customer do. */
async function sentFile(
  name: string,
  bytes: Buffer | string,
  type: string,
): Promise<{ record: any; desk: Response; customer: Response; deskUrl: string; customerUrl: string }> {
  const uploaded = await visitor.upload(name, bytes, type);
  expect([name, uploaded.status]).toEqual([name, 201]);
  const { id } = (await uploaded.json()) as { id: string };
  const word = `with-file-${id}`;
  await visitor.say(word, { attachmentIds: [id] });
  const message = await messageWith(shop.lantern, word);
  const [record] = message.attachments;
  const history = (await visitor.history()) as { messages: any[] };
  const customerUrl = history.messages.find((one) => one.text === word).attachments[0].url as string;
  return {
    record,
    deskUrl: record.url,
    customerUrl,
    desk: await owner.fetch(record.url),
    customer: await fetch(`${shop.url}${customerUrl}`),
  };
}

test('attack 6: a picture is shown, an SVG with scripts is a download that can run nothing', async () => {
  const fair = await sentFile('lamp.png', png, 'image/png');
  for (const answer of [fair.desk, fair.customer]) expectHarmless(answer, 'picture');
  expect(Buffer.from(await fair.desk.arrayBuffer())).toEqual(png);
  const svgs = [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text><foreignObject><body onload="alert(1)"/></foreignObject></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="data:image/svg+xml,x#y"/><a><animate attributeName="href" values="javascript:alert(1)"/></a></svg>',
  ];
  for (const svg of svgs)
    for (const [name, type] of [
      ['logo.svg', 'image/svg+xml'],
      ['logo.png', 'image/png'],
    ] as const) {
      const bent = await sentFile(name, svg, type);
      for (const answer of [bent.desk, bent.customer]) expectHarmless(answer, 'bytes');
      expect(await bent.desk.text()).toBe(svg);
    }
});

test('attack 37: nothing of ours unpacks what a stranger packed', async () => {
  const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
  // Each body is right once unpacked: whoever unpacked it would answer 2xx, and a small one would do no harm on the way.
  const packers = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, zstd: zstdCompressSync } as const;
  const bearer = { authorization: `Bearer ${shop.token}` };
  const doors: [string, string, Record<string, string>, string, string][] = [
    ['POST', `/m/${shop.messengerId}/sessions`, {}, 'application/json', '{"locale":"en"}'],
    ['POST', '/api/v1/topics', bearer, 'application/json', '{"name":"Packed topic"}'],
    ['PATCH', '/api/v1/workspaces/current', bearer, 'application/json', '{"brand":"Packed"}'],
    ['POST', `/m/${shop.messengerId}/form`, {}, 'application/x-www-form-urlencoded', 'text=hello'],
    ['POST', '/api/v1/webhooks', bearer, 'application/json', '{"url":"https://hooks.lantern.example/in","types":[]}'],
    ['POST', '/api/auth/link/request', { origin: shop.url }, 'application/json', '{"email":"mia@lantern.example"}'],
  ];
  const padded = (body: string): string => body + ' '.repeat(4 * 1024 * 1024);
  for (const [method, path, headers, type, body] of doors) {
    const send = (bytes: string | Uint8Array<ArrayBuffer>, encoding?: string): Promise<Response> =>
      fetch(`${shop.url}${path}`, {
        method,
        headers: {
          ...headers,
          'idempotency-key': randomUUID(),
          'content-type': type,
          ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        },
        body: bytes,
      });
    if (path.startsWith('/m/') || path.includes('/topics')) expect([path, (await send(body)).status]).not.toEqual([path, 415]);
    for (const [encoding, pack] of Object.entries(packers))
      for (const text of [body, padded(body)]) {
        const answer = await send(new Uint8Array(pack(text)), encoding);
        expect([path, encoding, answer.status]).toEqual([path, encoding, 415]);
        // A form is answered with a page.
        expect(answer.headers.get('content-type')).toContain(path.endsWith('/form') ? 'text/html' : 'application/problem+json');
      }
    for (const encoding of ['gzip, gzip', 'x-gzip', 'GZIP', 'compress', 'aes128gcm'])
      expect([path, encoding, (await send(body, encoding)).status]).toEqual([path, encoding, 415]);
  }
  expect(JSON.stringify((await shop.api('GET', '/topics?limit=200')).body).match(/Packed topic/g)).toHaveLength(1);
  // As a file it is bytes like any other: stored, counted and given back as packed as it came.
  const packed = await sentFile('forty-two.zip', bomb, 'application/zip');
  expect(packed.record).toMatchObject({ sizeBytes: bomb.byteLength });
  expectHarmless(packed.desk, 'bytes');
  expect((await packed.desk.arrayBuffer()).byteLength).toBe(bomb.byteLength);
});

test('attack 38: a picture of two and a half billion pixels is bytes to us, for no decoder runs on the server', async () => {
  const fair = await sentFile('small.png', png, 'image/png');
  expectHarmless(fair.desk, 'picture');
  const huge = Buffer.from(png);
  huge.writeUInt32BE(50_000, 16);
  huge.writeUInt32BE(50_000, 20);
  const gif = Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from([0xff, 0xff, 0xff, 0xff, 0x80, 0, 0]),
    Buffer.from('2c00000000ffffffff00'.repeat(10_000), 'hex'),
    Buffer.from([0x3b]),
  ]);
  const webp = Buffer.concat([
    Buffer.from('RIFF'),
    Buffer.from([0xff, 0xff, 0xff, 0x7f]),
    Buffer.from('WEBPVP8L'),
    Buffer.alloc(200, 0xff),
  ]);
  for (const [name, bytes, type] of [
    ['huge.png', huge, 'image/png'],
    ['frames.gif', gif, 'image/gif'],
    ['crafted.webp', webp, 'image/webp'],
  ] as const) {
    const file = await sentFile(name, bytes, type);
    expect(Buffer.from(await file.desk.arrayBuffer()).equals(bytes)).toBe(true);
    expectHarmless(file.customer, 'picture');
  }
  const loaded = [
    ...new Set(process.report.getReport() === null ? [] : (process.report.getReport() as { sharedObjects: string[] }).sharedObjects),
  ];
  expect(loaded.length).toBeGreaterThan(0);
  expect(loaded.filter((path) => /vips|sharp|canvas|magick|libpng|libjpeg|webp/i.test(path))).toEqual([]);
});

test('attack 39: a file is counted as it is when unpacked from its mail, and one of ours is limited when it comes', async () => {
  const boundary = 'one-file';
  const part = (name: string, bytes: Buffer, type = 'application/octet-stream'): string =>
    `--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${bytes.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;
  const mailWith = (word: string, parts: string): string =>
    rawMail({
      from: 'joe39@plain.example',
      contentType: `multipart/mixed; boundary=${boundary}`,
      text: `--${boundary}\r\nContent-Type: text/plain\r\n\r\n${word}\r\n${parts}--${boundary}--`,
    });
  const bytes = Buffer.alloc(300_000, 7);
  await shop.mail(mailWith('fair39', part('numbers.bin', bytes)), { from: 'joe39@plain.example' });
  expect((await messageWith(shop.lantern, 'fair39')).attachments).toMatchObject([{ name: 'numbers.bin', sizeBytes: bytes.byteLength }]);
  // A winmail.dat is a file like any other; what claims to be packed inside it is never looked for.
  const tnef = Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22]), Buffer.alloc(5_000, 0xff)]);
  await shop.mail(
    mailWith('tnef39', part('winmail.dat', tnef, 'application/ms-tnef') + part('old.txt', Buffer.from('begin 644 x\nM'.repeat(1_000)))),
    { from: 'joe39@plain.example' },
  );
  expect((await messageWith(shop.lantern, 'tnef39')).attachments.map((file: any) => file.sizeBytes)).toEqual([tnef.byteLength, 13_000]);
  const uploaded = await visitor.upload('much.bin', Buffer.alloc(26 * 1024 * 1024));
  expect(uploaded.status).toBe(413);
  expect(await uploaded.json()).toMatchObject({ code: 'file_too_large' });
});

test('attack 40: one visitor cannot fill the disk, a broken upload leaves nothing, and what is never sent goes after a day', async () => {
  const flooder = await visit(shop, shop.messengerId);
  expect((await flooder.upload('first.txt', 'first', 'text/plain')).status).toBe(201);
  const answers: number[] = [];
  for (let count = 0; count < 70; count += 1) answers.push((await flooder.upload(`${count}.txt`, 'x', 'text/plain')).status);
  expect(answers.filter((status) => status === 201).length).toBe(59);
  expect(new Set(answers.slice(59))).toEqual(new Set([429]));
  // Somebody else's budget is untouched.
  expect((await visitor.upload('mine.txt', 'x', 'text/plain')).status).toBe(201);

  // Nor does a new session for each file help: all visitors of the shop together have a budget, used up here from behind.
  const fresh = async (): Promise<number> => (await (await visit(shop, shop.messengerId)).upload('fresh.txt', 'x', 'text/plain')).status;
  expect(await fresh()).toBe(201);
  const { workspaceVisitorUploadsPerHour: most } = limits;
  const others = randomUUID();
  await shop.behind(
    `insert into tenant.attachment (workspace_id, id, uploader, name, media_type, size_bytes, sha256, blob_key, inline, scan_state, created_at)
     select workspace_id, overlay(id::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, 'visitor:${others}', name, media_type, 1, sha256, blob_key || n, inline, scan_state, created_at
     from tenant.attachment, generate_series(1, ${most}) n where workspace_id = $1 and name = 'fresh.txt'`,
    [shop.workspaceId],
  );
  expect(await fresh()).toBe(429);
  const elsewhere = await visit(shop, shop.harbour.messengerId);
  expect((await elsewhere.upload('fresh.txt', 'x', 'text/plain')).status).toBe(201);
  expect((await owner.fetch('/api/v1/attachments', { method: 'POST', body: formWith('desk.txt', 'x', 'text/plain') })).status).toBe(201);
  // The same in bytes: two files of many gigabytes in the books are as full.
  await shop.behind(
    `delete from tenant.attachment where uploader = 'visitor:${others}' and id not in (select id from tenant.attachment where uploader = 'visitor:${others}' limit 2)`,
  );
  expect(await fresh()).toBe(201);
  await shop.behind(`update tenant.attachment set size_bytes = 2147483647 where uploader = 'visitor:${others}'`);
  expect(await fresh()).toBe(429);
  await shop.behind(`delete from tenant.attachment where uploader = 'visitor:${others}'`);
  expect(await fresh()).toBe(201);
  const ours = await inside<{ id: string }>(
    shop,
    shop.lantern.id,
    `select id from tenant.attachment where workspace_id = $1 and name in ('fresh.txt', 'desk.txt')`,
  );

  const blobs = async (): Promise<number> =>
    (await readdir(join(shop.server.platform.settings.dataDir, 'blobs'), { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    ).length;
  const before = await blobs();
  const cut = new AbortController();
  const body = new ReadableStream({
    start(stream) {
      stream.enqueue(new TextEncoder().encode('--b\r\nContent-Disposition: form-data; name="file"; filename="slow.bin"\r\n\r\nhalf'));
    },
  });
  const slow = fetch(`${shop.url}/m/${shop.messengerId}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${visitor.token}`, 'content-type': 'multipart/form-data; boundary=b' },
    body,
    duplex: 'half',
    signal: cut.signal,
  } as RequestInit).catch((error: Error) => error.name);
  await new Promise((resolve) => setTimeout(resolve, 300));
  cut.abort();
  expect(await slow).toBe('AbortError');
  expect(await blobs()).toBe(before);

  // A day later only what was sent, and what a draft still holds, is there.
  const form = formWith('draft.txt', 'kept for the draft', 'text/plain');
  const drafted = (await (await owner.fetch('/api/v1/attachments', { method: 'POST', body: form })).json()) as { id: string };
  const { caseId } = await messageWith(shop.lantern, 'with-file-');
  expect(
    (
      await owner.fetch(`/api/v1/cases/${caseId}/draft`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'look', attachmentIds: [drafted.id], revision: 0 }),
      })
    ).status,
  ).toBe(200);
  const { platform } = shop.server;
  expect(await sweepUploads(platform, shop.lantern.id)).toBe(0);
  const tomorrow = { ...platform, clock: { ...platform.clock, nowAt: () => platform.clock.nowAt() + 25 * 3_600_000 } };
  expect(await sweepUploads(tomorrow, shop.harbour.id)).toBe(1);
  expect(await sweepUploads(tomorrow, shop.lantern.id)).toBe(61 + ours.length);
  expect(await blobs()).toBe(before - 61 - ours.length);
  const left = await inside<{ id: string; sent: boolean }>(
    shop,
    shop.lantern.id,
    'select id, message_id is not null as sent from tenant.attachment where workspace_id = $1',
  );
  expect(left.filter((file) => !file.sent).map((file) => file.id)).toEqual([drafted.id]);
});

test('attack 118: a file name is shown and never becomes a path', async () => {
  const fair = await sentFile('report.txt', 'fair', 'text/plain');
  expect(fair.record.name).toBe('report.txt');
  const root = shop.server.platform.settings.dataDir;
  // Everything below the folder of the data but the files under their keys, and every place a name could lead to from there.
  const outside = async (): Promise<string[]> =>
    (await readdir(root, { recursive: true })).filter((path) => !/^blobs\/[0-9a-f]{2}(?:\/[0-9a-f]{62})?$/.test(path)).toSorted();
  const before = await outside();
  expect(before).toEqual(['blobs']);
  const word = `evil-${randomUUID()}`;
  const names = [
    `../../../../../../../../etc/cron.d/${word}`,
    `../${word}`,
    `..\\..\\${word}.txt`,
    `/tmp/${word}`,
    `%2e%2e%2f${word}`,
    'CON',
    'nul.txt',
    'a\u0000b.txt',
    `${'ü'.repeat(300)}.txt`,
    '.',
    '..',
    ' ',
    '.htaccess',
    'x\r\nSet-Cookie: a=b',
  ];
  for (const name of names) {
    const bent = await sentFile(name, 'bent', 'text/plain');
    expect([name, bent.record.name, /[/\\\0\r\n]/.test(bent.record.name)]).toEqual([name, bent.record.name, false]);
    expect(bent.record.name.length).toBeGreaterThan(0);
    expect(bent.desk.headers.get('set-cookie')).toBeNull();
    expect(await bent.customer.text()).toBe('bent');
  }
  expect(await outside()).toEqual(before);
  for (const path of names
    .filter((one) => one.includes(word))
    .flatMap((name) => placesOf(name, [join(root, 'blobs', 'ab'), process.cwd()])))
    expect([path, existsSync(path)]).toEqual([path, false]);
  const files = (await readdir(join(root, 'blobs'), { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  expect(files.filter((one) => !/^[0-9a-f]{62}$/.test(one.name))).toEqual([]);
  for (const path of [
    '/m/../../etc/passwd',
    `/m/${shop.messengerId}/files/..%2f..%2fsecret`,
    '/api/v1/attachments/..%2f..%2fsecret/content',
    '/messenger/app/..%2f..%2f..%2fpackage.json',
    '/messenger/app/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
  ]) {
    const answer = await owner.fetch(path);
    const text = await answer.text();
    expect([path, /root:|"private"|workspaces/.test(text)]).toEqual([path, false]);
  }
  expect(await readFile(join(root, 'blobs', files[0]!.parentPath.slice(-2), files[0]!.name))).toBeDefined();
});

test('attack 119: a page dressed as a picture is a download, whatever it says it is', async () => {
  const page = '<!doctype html><script>alert(1)</script>';
  const polyglot = Buffer.from('GIF89a/*\x01\x01*/=1;alert(1)//', 'latin1');
  const cases: [string, Buffer | string, string][] = [
    ['photo.jpg', page, 'image/jpeg'],
    ['page.html', page, 'text/html; charset=utf-7'],
    ['notes.html.txt', page, 'text/plain'],
    ['.htaccess', 'AddType text/html .jpg', 'image/png'],
    ['x.svg', '<svg onload="alert(1)"/>', 'image/svg+xml'],
    ['sheet.xml', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>', 'image/gif'],
    ['code.js', 'alert(1)', 'text/javascript'],
    ['x.pdf', '%PDF-1.4 <script>', 'application/pdf'],
  ];
  const fair = await sentFile('real.png', png, 'application/octet-stream');
  expectHarmless(fair.desk, 'picture');
  for (const [name, bytes, type] of cases) {
    const bent = await sentFile(name, bytes, type);
    for (const answer of [bent.desk, bent.customer]) expectHarmless(answer, 'bytes');
  }
  // What passes for a picture by its first bytes stays one: never a script, however it is loaded.
  const both = await sentFile('both.gif', polyglot, 'text/javascript');
  expect(both.desk.headers.get('content-type')).toBe('image/gif');
  expectHarmless(both.desk, 'picture');
});

test('attack 120: a link to a file opens that file alone, for a day, on its own channel', async () => {
  const fair = await sentFile('mine.txt', 'my words', 'text/plain');
  expect(await fair.customer.text()).toBe('my words');
  expect(await fair.desk.text()).toBe('my words');
  expect(fair.customer.headers.get('referrer-policy')).toBe('no-referrer');
  const other = await sentFile('other.txt', 'other words', 'text/plain');
  const signedPart = (url: string): string => url.split('/files/')[1]!;
  const [payload, keyId, mac] = signedPart(fair.customerUrl).split('.') as [string, string, string];
  const [otherPayload, , otherMac] = signedPart(other.customerUrl).split('.') as [string, string, string];
  const [channel, id, until] = payload.split('~') as [string, string, string];
  const bent = [
    `${payload}.${keyId}.${otherMac}`,
    `${otherPayload}.${keyId}.${mac}`,
    `${channel}~${id}~${Number(until) + 86_400}.${keyId}.${mac}`,
    `${shop.harbour.messengerId}~${id}~${until}.${keyId}.${mac}`,
    `${payload}.${keyId}.${mac.slice(0, -1)}`,
    `${payload}.${keyId}.`,
    `${payload}.${keyId}`,
    payload,
    `${payload}.nokey.${mac}`,
    `${payload}.${keyId}.${mac}x`,
    id,
  ];
  for (const link of bent) expect([link, (await fetch(`${shop.url}/m/${channel}/files/${link}`)).status]).toEqual([link, 404]);
  expect((await fetch(`${shop.url}/m/${shop.harbour.messengerId}/files/${signedPart(fair.customerUrl)}`)).status).toBe(404);
  // The desk's address is worth nothing without the right of this very click.
  expect((await fetch(`${shop.url}${fair.deskUrl}`)).status).toBe(401);
  const ole = await shop.owner('harbour');
  expect((await ole.fetch(fair.deskUrl)).status).toBe(404);
  expect((await ole.fetch(fair.deskUrl.replace(shop.lantern.id, shop.harbour.id))).status).toBe(404);
  expect(
    (await fetch(`${shop.url}/api/v1/attachments/${id}/content`, { headers: { authorization: `Bearer ${shop.harbour.token}` } })).status,
  ).toBe(404);
});

test('attack 121: nobody sends, reads or drops a file that somebody else uploaded', async () => {
  const stranger = await visit(shop, shop.messengerId);
  const own = (await (await visitor.upload('secret-plan.txt', 'plans', 'text/plain')).json()) as { id: string };
  const members = (await (
    await owner.fetch('/api/v1/attachments', { method: 'POST', body: formWith('draft-offer.txt', 'offer', 'text/plain') })
  ).json()) as { id: string };
  // A stranger's message takes neither along, and says nothing about them.
  expect((await stranger.say('take121', { attachmentIds: [own.id, members.id] })).status).toBe(201);
  expect((await messageWith(shop.lantern, 'take121')).attachments).toEqual([]);
  // Nor does an API token, another workspace, or the other kind of uploader.
  const { caseId } = await messageWith(shop.lantern, 'take121');
  const send = (attachmentIds: string[]) => shop.api('POST', '/messages', { caseId, text: 'with it', attachmentIds });
  expect(await send([members.id])).toMatchObject({ status: 404 });
  expect(await send([own.id])).toMatchObject({ status: 404 });
  const harbourCase = (await shop.harbour.call('GET', '/cases?view=all')).body.items[0].id;
  expect(await shop.harbour.call('POST', '/messages', { caseId: harbourCase, text: 'with it', attachmentIds: [own.id] })).toMatchObject({
    status: 404,
  });
  // Unsent files are read by their uploader alone.
  expect(
    (await fetch(`${shop.url}/api/v1/attachments/${members.id}/content`, { headers: { authorization: `Bearer ${shop.token}` } })).status,
  ).toBe(404);
  expect((await owner.fetch(`/api/v1/attachments/${own.id}/content?workspace=${shop.lantern.id}`)).status).toBe(404);
  expect(await (await owner.fetch(`/api/v1/attachments/${members.id}/content?workspace=${shop.lantern.id}`)).text()).toBe('offer');
  // The owners still can, once; a second message does not take it away from the first.
  await visitor.say('sent121', { attachmentIds: [own.id] });
  const sent = await messageWith(shop.lantern, 'sent121');
  expect(sent.attachments).toMatchObject([{ id: own.id, name: 'secret-plan.txt' }]);
  await visitor.say('again121', { attachmentIds: [own.id] });
  expect((await messageWith(shop.lantern, 'again121')).attachments).toEqual([]);
  const answered = await owner.fetch('/api/v1/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'send-121' },
    body: JSON.stringify({ caseId, text: 'our offer', attachmentIds: [members.id] }),
  });
  expect(answered.status).toBe(201);
});
