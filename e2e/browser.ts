/**
 * Which browser do the journeys use, and what do people do in it? CHROMIUM_PATH, Debian's chromium, or the one from `@sparticuz/chromium`.
 * It asserts nothing.
 */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { buildOnce } from './build-once.ts';
import type { Shop } from './harness.ts';

const args = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function chromiumPath(): Promise<string | null> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return named;
  if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  try {
    return await (await import('@sparticuz/chromium')).default.executablePath();
  } catch (error) {
    process.stdout.write(`no browser: ${(error as Error).message}\n`);
    return null;
  }
}

const executablePath = await chromiumPath();

/** For `describe.skipIf`; the title then says why. */
export const hasBrowser = executablePath !== null;
export const browserReason = hasBrowser ? '' : ' (skipped: no chromium; install Debian’s chromium or set CHROMIUM_PATH)';

/** A browser of one's own, with desk and messenger built. Close it at the end. */
export async function openBrowser(): Promise<Browser> {
  if (executablePath === null) throw new Error('no browser is installed');
  await buildOnce();
  return chromium.launch({ executablePath, args });
}

/** Somebody at a device of their own. German is asked for where a test wants it. */
export function device(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
}

/** Signs in by the printed one-time link and waits for the inbox. */
export async function signIn(page: Page, shop: Shop): Promise<void> {
  await page.goto(await shop.signInUrl());
  await page.getByRole('button', { name: 'Sign me in' }).click();
  await page.waitForURL(/\/(?:inbox|welcome)/);
  if (page.url().includes('/welcome')) await page.goto(`${shop.url}/inbox/next`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** Opens the case in the list that says `text` and answers it; the reply goes out when the time to take it back is over. */
export async function answer(desk: Page, text: string, reply: string): Promise<void> {
  await desk.getByRole('option').filter({ hasText: text }).click();
  await desk.getByRole('textbox', { name: 'Your reply' }).pressSequentially(reply, { delay: 5 });
  await desk.getByRole('button', { name: /^Send and next/ }).click();
}

/** Writes a message in the messenger, on the hosted page or in the frame; the form that stands there before the scripts have come is another. */
export async function write(place: Pick<Page, 'getByRole' | 'locator'>, text: string): Promise<void> {
  await place.locator('form:not([method]) #mw-text').fill(text);
  await place.getByRole('button', { name: /^(?:Send|Senden)$/ }).click();
}

/** Every frame of every WebSocket of a page, as text, in order, both ways. */
export function recordSockets(page: Page): { readonly sent: string[]; readonly received: string[] } {
  const log = { sent: [] as string[], received: [] as string[] };
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => log.sent.push(String(payload)));
    socket.on('framereceived', ({ payload }) => log.received.push(String(payload)));
  });
  return log;
}

interface Cut {
  /** True: what the page asks for from now on is answered again. */
  allow(may: boolean): void;
}

/** From now on no GET of this page to these addresses is answered; what is pushed still comes, and what is written still goes out. */
export async function onlyTheStream(page: Page, addresses: RegExp): Promise<Cut> {
  let isCut = true;
  await page.route(addresses, (route) => (isCut && route.request().method() === 'GET' ? route.abort() : route.fallback()));
  return { allow: (may) => void (isCut = !may) };
}
