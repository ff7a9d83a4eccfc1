/** Attacks 93, 94 and 98: our script on somebody else's page does no harm there, and that page, or a hostile one, gets nothing out of ours. */
import type { Browser, Page } from 'playwright-core';
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

    // To the frame: from a second frame of an attacker on the same page, and from the page with a wrong nonce.
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
