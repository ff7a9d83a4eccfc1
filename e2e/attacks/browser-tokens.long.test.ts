/**
 * Do the things that open doors stay where they belong while people really use the product? Attacks 87, 88, 95 and 97 in a browser: no token in
 * an address, a referrer or the log; nothing left after a shutdown or a sign-out; nothing done or framed from another site.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { createLog } from '@meanwhile/server/platform/log.ts';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, browserReason, device, hasBrowser, openBrowser, recordSockets, write } from '../browser.ts';
import { openShop, until, type Shop } from '../harness.ts';
import { startSite, type Site } from '../site.ts';

const key = randomBytes(32).toString('hex');
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe.skipIf(!hasBrowser)(`what opens doors${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let site: Site;
  let desk: BrowserContext;
  let mia: Page;
  const logLines: string[] = [];
  /** Every address and referrer as the server saw it, upgrades too. */
  const seen: string[] = [];
  const secrets = new Map<string, string>();
  const jwtOf = (sub: string): string => {
    const now = Math.floor(Date.now() / 1_000);
    const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, aud: shop.messengerId, iat: now, exp: now + 300, name: 'Jonas' })}`;
    return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
  };

  beforeAll(async () => {
    shop = await openShop({
      log: createLog('trace', new Writable({ write: (chunk, _encoding, done) => (logLines.push(String(chunk)), done()) })),
    });
    for (const event of ['request', 'upgrade'] as const)
      shop.server.web!.app.server.on(event, (request) => seen.push(`${request.url}`, `${request.headers.referer ?? ''}`));
    site = await startSite(
      `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><script src="${shop.url}/messenger.js" data-channel="${shop.messengerId}"></script></html>`,
    );
    const set = await shop.api('PATCH', `/channels/${shop.messengerId}`, {
      settings: { allowedOrigins: [site.origin] },
      secrets: { identityKey: key },
    });
    expect(set.status).toBe(200);
    browser = await openBrowser();
    desk = await device(browser);
    mia = await desk.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await shop?.close();
  });

  /** Notes the addresses a page asks for, and every credential that passes by. */
  function watch(page: Page, who: string): void {
    const sockets = recordSockets(page);
    page.on('websocket', (socket) => seen.push(socket.url()));
    page.on('request', (request) => {
      seen.push(request.url(), request.headers()['referer'] ?? '');
      const bearer = /^Bearer (.+)$/.exec(request.headers()['authorization'] ?? '')?.[1];
      if (bearer !== undefined) secrets.set(`${who}: bearer`, bearer);
    });
    page.on('close', () => noteTickets());
    const noteTickets = (): void => {
      for (const frame of sockets.sent) {
        const token = (JSON.parse(frame) as { token?: string }).token;
        if (token !== undefined) secrets.set(`${who}: stream`, token);
      }
    };
  }
  const frameOf = async (page: Page): Promise<Frame> => {
    const handle = await page.locator('meanwhile-messenger iframe').elementHandle();
    return (await handle.contentFrame())!;
  };
  const tell = (page: Page, ...call: string[]): Promise<void> =>
    page.evaluate((given) => (window as unknown as { Meanwhile(...all: string[]): void }).Meanwhile(...given), call);
  const keptIn = (frame: Frame): Promise<Record<string, string>> => frame.evaluate(() => Object.fromEntries(Object.entries(localStorage)));

  it('attack 87: a whole conversation puts no token into an address, a referrer or the log, and none onto the shop’s own page', async () => {
    watch(mia, 'desk');
    const link = await shop.signInUrl();
    secrets.set('sign-in link', link.split('#t=')[1]!);
    await mia.goto(link);
    await mia.getByRole('button', { name: 'Sign me in' }).click();
    await mia.waitForURL(/\/(?:inbox|welcome)/);
    await mia.goto(`${shop.url}/inbox/next`);
    await mia.getByRole('heading', { level: 1 }).first().waitFor();
    for (const cookie of await desk.cookies()) {
      expect(cookie).toMatchObject({ httpOnly: true });
      expect(['Strict', 'Lax']).toContain(cookie.sameSite);
      secrets.set(`cookie ${cookie.name}`, decodeURIComponent(cookie.value));
    }
    expect(secrets.size).toBeGreaterThan(1);

    const page = await (await device(browser)).newPage();
    watch(page, 'messenger');
    await page.goto(site.url);
    const jwt = jwtOf('customer-87');
    secrets.set('identity', jwt);
    await tell(page, 'open');
    await tell(page, 'identify', jwt);
    const frame = await frameOf(page);
    await frame.locator('#mw-text').waitFor();
    await until('the visit is kept', async () => Object.values(await keptIn(frame)).some((value) => value.includes('"site"')));
    await write(frame, 'Is my bell in stock?');
    await frame.locator('li.own', { hasText: 'Is my bell' }).waitFor();
    await answer(mia, 'Is my bell in stock?', 'It is, two of them.');
    await frame.locator('li.us', { hasText: 'two of them' }).waitFor({ timeout: 30_000 });
    const visit = JSON.parse(Object.entries(await keptIn(frame)).find(([name]) => name.endsWith('session'))![1]) as { token: string };
    secrets.set('visit', visit.token);
    // What the shop's page itself can read: nothing of ours.
    expect(await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]))).toBe(
      '[[],[],""]',
    );
    expect(await page.evaluate(() => document.querySelector('meanwhile-messenger')!.shadowRoot!.innerHTML)).not.toMatch(/eyJ|e2e00001/);
    expect(await mia.evaluate(() => document.cookie)).toBe('');
    await page.close();

    expect([...secrets.keys()]).toEqual(
      expect.arrayContaining(['sign-in link', 'identity', 'visit', 'messenger: bearer', 'messenger: stream']),
    );
    const addresses = seen.join('\n');
    expect(addresses).toContain(`/m/${shop.messengerId}/stream`);
    const log = logLines.join('');
    expect(log.length).toBeGreaterThan(0);
    for (const [what, secret] of secrets) {
      expect(secret.length, what).toBeGreaterThan(20);
      for (const form of [secret, encodeURIComponent(secret), secret.split('.')[0]!]) {
        expect(addresses.includes(form), `${what} in an address`).toBe(false);
        if (form !== jwt.split('.')[0]) expect(log.includes(form), `${what} in the log`).toBe(false);
      }
    }
    // Not even an origin goes to us as a referrer with a path.
    expect(seen.filter((one) => one.startsWith(site.origin) && one !== site.url && one !== `${site.origin}/favicon.ico`)).toEqual([]);
  });

  it('attack 87: after the shop signs its customer out, the next one on that computer finds nothing', async () => {
    const context = await device(browser);
    const page = await context.newPage();
    await page.goto(site.url);
    await tell(page, 'open');
    await tell(page, 'identify', jwtOf('customer-87'));
    const frame = await frameOf(page);
    await frame.locator('li.own', { hasText: 'Is my bell' }).waitFor();
    await frame.locator('#mw-text').fill('half a sentence');
    await until('the draft is kept', async () => Object.values(await keptIn(frame)).some((value) => value.includes('half a sentence')));
    await tell(page, 'shutdown');
    await page.locator('meanwhile-messenger iframe').waitFor({ state: 'detached' });
    await tell(page, 'open');
    const next = await frameOf(page);
    await next.locator('#mw-text').waitFor();
    await until('a new visit', async () => Object.keys(await keptIn(next)).some((name) => name.endsWith('session')));
    const kept = JSON.stringify(await keptIn(next));
    expect(kept).not.toMatch(/half a sentence|"site"|customer-87/);
    expect(await next.locator('#mw-text').inputValue()).toBe('');
    expect(await next.locator('li').allInnerTexts()).toEqual([]);
    expect((await context.cookies()).filter((cookie) => cookie.name !== '')).toEqual([]);
    await context.close();
  });

  it('attacks 88 and 95: a page of another site, with Mia signed in beside it, changes nothing, reads nothing and frames nothing', async () => {
    const { body } = await shop.api('GET', '/cases?view=all');
    const caseId: string = body.items[0].id;
    const target = `${shop.url}/api/v1/cases/${caseId}/resolve`;
    // The same request from our own page does it.
    const own = await mia.evaluate(
      (url) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then((one) => one.status),
      `${shop.url}/api/v1/cases/${caseId}/spam`,
    );
    expect(own).toBe(200);
    expect(
      await mia.evaluate(
        (url) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then((one) => one.status),
        `${shop.url}/api/v1/cases/${caseId}/not-spam`,
      ),
    ).toBe(200);
    const before = (await shop.api('GET', `/cases/${caseId}`)).body;

    const evil =
      await startSite(`<!doctype html><title>Prize</title><iframe id="inbox" src="${shop.url}/inbox"></iframe><iframe id="api" src="${shop.url}/api/v1/cases"></iframe><img src="${target}"><iframe name="sink"></iframe>
      <form id="plain" method="post" target="sink" action="${target}"></form><form id="text" method="post" enctype="text/plain" target="sink" action="${target}"><input name='{"x":"' value='"}'></form>`);
    // Another site altogether, not only another port.
    const page = await desk.newPage();
    await page.goto(evil.url.replace('localhost', '127.0.0.1'));
    const tries = await page.evaluate(async (url) => {
      for (const form of document.forms) form.submit();
      const attempt = (init: RequestInit, at = url): Promise<string> =>
        fetch(at, { credentials: 'include', ...init }).then(
          async (one) => `${one.type} ${one.status} ${await one.text()}`,
          () => 'refused',
        );
      return Promise.all([
        attempt({ method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{}' }),
        attempt({ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
        attempt({ method: 'POST' }),
        attempt({ method: 'GET' }, url.replace('/resolve', '')),
        attempt({ method: 'GET', mode: 'no-cors' }, url.replace('/resolve', '')),
        attempt({ method: 'DELETE' }, url.replace('/resolve', '/draft')),
        new Promise<string>((resolve) => {
          const socket = new WebSocket(url.replace(/^http/, 'ws').replace(/\/cases.*/, '/stream'));
          socket.onmessage = () => resolve('heard something');
          socket.onclose = () => resolve('refused');
          socket.onopen = () => socket.send('{"type":"hello","token":"cookie","cursor":null}');
        }),
      ]);
    }, target);
    expect(tries.filter((one) => one !== 'refused' && !/^opaque 0 $/.test(one))).toEqual([]);
    expect((await shop.api('GET', `/cases/${caseId}`)).body).toEqual(before);
    // A refused frame shows the browser's own page.
    for (const id of ['inbox', 'api']) {
      const frame = (await (await page.locator(`#${id}`).elementHandle()).contentFrame())!;
      await until('the frame is refused', async () => !frame.url().startsWith(shop.url));
      expect(await frame.content()).not.toContain('Is my bell');
    }
    await page.close();
    await evil.close();
    expect(await mia.evaluate(() => fetch('/api/v1/cases').then((one) => one.status))).toBe(200);
  });

  it('attack 97: after Mia signs out, going back shows a sign-in and not her customers', async () => {
    await mia.goto(`${shop.url}/inbox/all`);
    const listed = mia.getByRole('option').filter({ hasText: 'Jonas' }).first();
    await listed.waitFor();
    expect(
      await mia.evaluate(() =>
        fetch('/api/auth/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then(
          (one) => one.status,
        ),
      ),
    ).toBe(200);
    await mia.goto(`${shop.url}/sign-in`);
    await mia.goBack();
    await mia.waitForURL(/\/sign-in/);
    expect(await mia.locator('body').innerText()).not.toMatch(/Jonas|bell|two of them/);
    const other = await desk.newPage();
    expect((await other.goto(`${shop.url}/api/v1/cases?view=all`))!.status()).toBe(401);
    await other.close();
  });
});
