/** Attacks 93, 94 and 98: our script on somebody else's page does no harm there, and that page, or a hostile one, gets nothing out of ours. */
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, write } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';
import { startSite, type Site } from './site.ts';

/** Polyfills and old libraries freeze or patch such things; ours must not mind. */
const frozen = `
  for (const proto of [Object, Array, String, Function, Promise, EventTarget, Node, Element, HTMLElement, HTMLIFrameElement].map((one) => one.prototype)) Object.freeze(proto);
  window.before = Object.getOwnPropertyNames(window);
`;

function embedding(shop: Shop): string {
  return `<!doctype html><html lang="en"><title>Kettle &amp; Co</title><script src="/frozen.js"></script><h1>Bikes</h1><script src="${shop.url}/messenger.js" data-channel="${shop.messengerId}"></script></html>`;
}

/** Everything a page or its frames complain about. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && heard.push(`${line.text()} (${line.location().url})`));
  page.on('pageerror', (error) => heard.push(error.message));
  return heard;
}

describe.skipIf(!hasBrowser)(`the messenger on other people’s pages${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  const sites: Site[] = [];
  const site = async (...given: Parameters<typeof startSite>): Promise<Site> => {
    const made = await startSite(...given);
    sites.push(made);
    return made;
  };

  beforeAll(async () => {
    shop = await openShop();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    for (const one of sites) await one.close();
    await shop?.close();
  });
  const allow = async (one: Site): Promise<void> => {
    expect((await shop.api('PATCH', `/channels/${shop.messengerId}`, { settings: { allowedOrigins: [one.origin] } })).status).toBe(200);
    // The settings of a channel are remembered for a second.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  };

  it('works where the strictest policy, Trusted Types and frozen prototypes are in force, and leaves one global behind', async () => {
    const policy = `default-src 'none'; script-src 'self' ${shop.url}; frame-src ${shop.url}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'`;
    const host = await site(embedding(shop), { 'content-security-policy': policy }, { '/frozen.js': frozen });
    await allow(host);
    const page = await (await device(browser)).newPage();
    const heard = complaints(page);
    await page.goto(host.url);
    const added = await page.evaluate(() =>
      Object.getOwnPropertyNames(window).filter((name) => !(window as unknown as { before: string[] }).before.includes(name)),
    );
    expect(added.filter((name) => name !== 'before')).toEqual(['Meanwhile']);

    await page.locator('meanwhile-messenger').getByRole('button', { name: 'Write to us' }).click();
    const frame = page.frameLocator('meanwhile-messenger iframe');
    await write(frame, 'I write from a very careful shop.');
    await frame.locator('li.own .meta', { hasText: 'reply by' }).waitFor();
    await until('it is in the inbox', async () => (await shop.api('GET', '/cases?view=all')).body.items.length === 1);
    expect(await page.context().cookies()).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('shows no frame on a site that is not on the list, and a link to the full page instead', async () => {
    const foreign = await site(embedding(shop), {}, { '/frozen.js': frozen });
    const page = await (await device(browser)).newPage();
    const heard = complaints(page);
    await page.goto(foreign.url);
    await page.locator('meanwhile-messenger').getByRole('button', { name: 'Write to us' }).click();
    await until('the browser refuses the frame', () => Promise.resolve(heard.some((line) => line.includes('frame-ancestors'))));
    expect(page.frames().some((one) => one.url().startsWith(shop.url))).toBe(false);
    await page.locator('meanwhile-messenger').getByRole('link', { name: 'Write to us' }).waitFor();
  });

  it('never lets the desk or the hosted page be framed, on any site', async () => {
    for (const path of ['/sign-in', `/m/${shop.messengerId}`]) {
      const clickjacker = await site(`<!doctype html><title>Win a bike</title><iframe src="${shop.url}${path}"></iframe>`);
      await allow(clickjacker);
      const page = await (await device(browser)).newPage();
      const heard = complaints(page);
      await page.goto(clickjacker.url);
      await until(`the browser refuses ${path}`, () => Promise.resolve(heard.some((line) => line.includes('frame-ancestors'))));
    }
  });

  it('believes nobody who knows the nonce and is another window, another site in its frame, or a page that guesses', async () => {
    const seen = `crypto.getRandomValues = (array) => array.fill(7);`;
    const nonce = '7,7,7,7';
    const host = await site(embedding(shop), {}, { '/frozen.js': seen });
    const evil = await site('<!doctype html><title>Win a bike</title><p>Hello</p>');
    await allow(host);
    const page = await (await device(browser)).newPage();
    await page.goto(host.url);
    const launcher = page.locator('meanwhile-messenger');
    await launcher.getByRole('button', { name: 'Write to us' }).click();
    await page.frameLocator('meanwhile-messenger iframe').locator('#mw-text').waitFor();
    const ours = page.frames().find((one) => one.url().startsWith(`${shop.url}/m/`))!;
    const shout = (from: Frame, words: object): Promise<void> =>
      from.evaluate((said) => {
        const there = window.parent === window ? window : window.parent;
        there.postMessage(said, '*');
        return new Promise<void>((resolve) => setTimeout(resolve, 200));
      }, words);
    const count = (): Promise<string | null> => launcher.locator('button b').textContent();
    // The rightful frame is believed, which also shows that the nonce is the one in use.
    await shout(ours, { nonce, type: 'unread', count: 3 });
    expect(await count()).toBe('3');
    await shout(ours, { nonce: '1,2,3,4', type: 'unread', count: 4 });
    // The page itself; then a second frame of our own origin, which is not the one the loader made.
    await shout(page.mainFrame(), { nonce, type: 'unread', count: 5 });
    await page.evaluate((url) => {
      const other = document.createElement('iframe');
      other.src = url;
      document.body.append(other);
    }, `${ours.url()}&second`);
    const second = await until('a second frame of ours', async () => page.frames().find((one) => one.url().endsWith('&second')));
    await second.waitForLoadState();
    await shout(second, { nonce, type: 'unread', count: 6 });
    expect(await count()).toBe('3');
    // The loader's own frame, taken over by another site: the window is right, the origin is not.
    await page.evaluate((url) => {
      document.querySelector('meanwhile-messenger')!.shadowRoot!.querySelector('iframe')!.src = url;
    }, evil.url);
    const taken = await until('the frame shows the other site', async () => page.frames().find((one) => one.url() === evil.url));
    await taken.waitForLoadState();
    for (const words of [{ type: 'unread', count: 7 }, { type: 'ready', accent: 'red', accentText: 'red' }, { type: 'close' }])
      await shout(taken, { nonce, ...words });
    expect(await count()).toBe('3');
    await launcher.getByRole('dialog').waitFor();
    expect(await launcher.evaluate((host) => (host as HTMLElement).style.getPropertyValue('--a'))).not.toBe('red');
  });

  it('works beside an old library and where the browser keeps neither cookies nor storage', async () => {
    const old = `
      // As libraries of 2008 did: a global named $, methods on the built-in prototypes, and an Array whose loops see them.
      window.$ = window.jQuery = function () { return this; };
      Array.prototype.each = function (f) { for (let i = 0; i < this.length; i++) f(this[i]); return this; };
      Object.prototype.extend = function () { return this; };
      String.prototype.strip = function () { return this.trim(); };
      Function.prototype.bindAsEventListener = Function.prototype.bind;
      Array.from = function (list) { const made = []; for (let i = 0; i < list.length; i++) made.push(list[i]); return made; };
      Element.prototype.remove = function () { if (this.parentNode) this.parentNode.removeChild(this); };
      window.JSON.stringifyOld = JSON.stringify;
    `;
    const host = await site(embedding(shop), {}, { '/frozen.js': old });
    await allow(host);
    const context = await device(browser);
    // As with “block all cookies”: every kind of storage throws, on the page and in our frame.
    await context.addInitScript(() => {
      const blocked = (): never => {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      };
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
        Object.defineProperty(window, name, { get: blocked, configurable: true });
      Object.defineProperty(Document.prototype, 'cookie', { get: blocked, set: blocked, configurable: true });
    });
    const page = await context.newPage();
    const heard = complaints(page);
    await page.goto(host.url);
    expect(await page.evaluate(() => typeof (window as unknown as { $: unknown }).$)).toBe('function');
    await page.locator('meanwhile-messenger').getByRole('button', { name: 'Write to us' }).click();
    const frame = page.frameLocator('meanwhile-messenger iframe');
    await write(frame, 'I write from a browser that forgets everything.');
    await frame.locator('li.own .meta', { hasText: 'reply by' }).waitFor();
    expect(heard).toEqual([]);
    await context.close();
  });

  it('believes neither messages from another window nor without the nonce it gave', async () => {
    const host = await site(embedding(shop), {}, { '/frozen.js': '' });
    await allow(host);
    const page = await (await device(browser)).newPage();
    await page.goto(host.url);
    const launcher = page.locator('meanwhile-messenger');
    await launcher.getByRole('button', { name: 'Write to us' }).click();
    const field = page.frameLocator('meanwhile-messenger iframe').locator('#mw-text');
    await field.fill('Half a sentence');
    // Rightful first: the loader's own word reaches the frame and is answered.
    await page.evaluate(() => (window as unknown as { Meanwhile(verb: string): void }).Meanwhile('close'));
    await launcher.getByRole('dialog').waitFor({ state: 'hidden' });
    await launcher.getByRole('button', { name: 'Write to us' }).click();
    await field.waitFor();

    // To the loader: from the page itself, guessing every word it listens to.
    const shouted = await page.evaluate(() => {
      for (const type of ['ready', 'unread', 'close', 'gone', 'hello'])
        window.postMessage({ nonce: '', type, count: 7, accent: 'red' }, '*');
      return new Promise<number>((resolve) => setTimeout(() => resolve(document.querySelectorAll('meanwhile-messenger').length), 300));
    });
    expect(shouted).toBe(1);
    await launcher.getByRole('dialog').waitFor();
    expect(await launcher.locator('button b').innerText()).toBe('');

    // To the frame: from the page, with a wrong nonce.
    const answers = await page.evaluate(async () => {
      const heard: unknown[] = [];
      const frame = document.querySelector('meanwhile-messenger')!.shadowRoot!.querySelector('iframe')!;
      const onAnswer = (event: MessageEvent) => event.source === frame.contentWindow && heard.push(event.data);
      window.addEventListener('message', onAnswer);
      for (const type of ['shutdown', 'identify', 'hidden', 'hello'])
        frame.contentWindow!.postMessage({ nonce: 'guessed', type, jwt: 'x' }, '*');
      await new Promise((resolve) => setTimeout(resolve, 300));
      window.removeEventListener('message', onAnswer);
      return heard;
    });
    expect(answers).toEqual([]);
    expect(await field.inputValue()).toBe('Half a sentence');
  });

  it('tells a window that opened the hosted page nothing', async () => {
    const hostile = await site('<!doctype html><title>Hostile</title><button>Open</button>');
    const page = await (await device(browser)).newPage();
    await page.goto(hostile.url);
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((url) => {
        const heard: unknown[] = [];
        window.addEventListener('message', (event) => heard.push(event.data));
        Object.assign(window, { heard, victim: window.open(url) });
      }, `${shop.url}/m/${shop.messengerId}`),
    ]);
    await popup.locator('.due').waitFor();
    await popup.locator('#mw-text').fill('My card number');
    const heard = await page.evaluate(async () => {
      const { victim, heard: list } = window as unknown as { victim: Window | null; heard: unknown[] };
      for (const type of ['hello', 'identify', 'shutdown']) victim?.postMessage({ nonce: 'n', type, jwt: 'x' }, '*');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return list;
    });
    expect(heard).toEqual([]);
    expect(await popup.locator('#mw-text').inputValue()).toBe('My card number');
  });
});
