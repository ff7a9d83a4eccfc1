/**
 * What does it look like? Makes the pictures of the guide from the real product with believable content: `npm run screenshots` writes
 * `docs/guide/images/*.webp`, and below `screens` every screen, light and dark, on a phone and on a desk. It compares nothing.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { fillShop, type Believable } from './believable.ts';
import { device, hasBrowser, openBrowser, signIn, write } from './browser.ts';
import { openShop, type Shop } from './harness.ts';
import { startSite } from './site.ts';

/** `npm run screenshots -- team` draws only the screens whose names begin so. */
const only = process.argv[2];
const folder = join(import.meta.dirname, '../docs/guide/images');

const shopPage = (
  shop: Shop,
): string => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Kettle &amp; Co</title>
<style>
  body { margin: 0; font: 17px/1.6 Georgia, serif; color: #22302b; background: #f6f3ec; }
  header { display: flex; gap: 2rem; align-items: baseline; padding: 1.5rem 4rem; border-bottom: 1px solid #d9d2c3; }
  header b { font-size: 1.5rem; } nav { display: flex; gap: 1.5rem; font-size: 1rem; }
  main { padding: 4rem; max-width: 38rem; } h1 { font-size: 2.6rem; line-height: 1.15; margin: 0 0 1rem; } p { margin: 0 0 1rem; }
</style>
<header><b>Kettle &amp; Co</b><nav><span>Bikes</span><span>Workshop</span><span>Visit us</span></nav></header>
<main><h1>The tourer that carries everything.</h1><p>Steel frame, dynamo light, racks front and back. Built in our workshop to your measure, ready in ten days.</p><p>From 1,480 €</p></main>
<script async src="${shop.url}/messenger.js" data-channel="${shop.messengerId}" data-accent="#1d6f5c"></script></html>`;

/** Drawn, with what it needed fetched, and nothing moving. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  // On a busy machine parts are still on their way, and an empty frame tells nobody anything.
  await page.waitForFunction(() => document.querySelector('[role=status][aria-label]') === null, undefined, { timeout: 60_000 });
  await page.waitForTimeout(400);
  // Colours that are still changing would be drawn half changed.
  await page.evaluate(async () => {
    while (document.getAnimations().some((one) => one.playState === 'running')) await new Promise((next) => requestAnimationFrame(next));
  });
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 70 });
  await session.detach();
  await writeFile(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
  console.log(`docs/guide/images/${name}.webp`);
}

/** Parcels stand still: told in two languages, one case linked. */
async function openIncident(shop: Shop, made: Believable): Promise<string> {
  const { body } = await shop.api('POST', '/incidents', {
    title: 'Parcels stand still at the depot',
    entryTexts: {
      en: 'Parcels of last week are late; we are on it.',
      de: 'Pakete der letzten Woche kommen später; wir kümmern uns darum.',
    },
    ackTexts: { en: 'If it is about a late parcel: we know.' },
  });
  await shop.api('POST', `/incidents/${body.id}/link`, { ids: [made.caseIds[1]] });
  return body.id;
}

/** Nothing is asked of the world: the shop's domain has its mail at Microsoft, and no other record is there. */
async function resolveDns(name: string, type: string): Promise<string[][]> {
  if (`${type} ${name}` === 'MX kettle.example') return [{ exchange: 'kettle-example.mail.protection.outlook.com', priority: 0 }] as never;
  throw Object.assign(new Error(`no ${type} for ${name}`), { code: 'ENOTFOUND' });
}

/** A kettle, drawn and uploaded as the picture it becomes. */
async function showLogo(browser: Browser, shop: Shop): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
  await page.setContent(
    `<body style="margin:0"><svg width="128" height="128" viewBox="0 0 32 32" fill="none" stroke="#1d6f5c" stroke-width="2.5" stroke-linejoin="round"><path d="M8 26h14l3-11H6z" fill="#1d6f5c"/><path d="M25 16l4-3M10 15c0-8 11-8 11 0M15.5 8V5"/></svg></body>`,
  );
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(await page.screenshot())], { type: 'image/png' }), 'kettle.png');
  await page.close();
  const answer = await fetch(`${shop.url}/api/v1/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.token}` },
    body: form,
  });
  const { id } = (await answer.json()) as { id: string };
  const { status } = await shop.api('PATCH', '/workspaces/current', { logoAttachmentId: id });
  if (status !== 200) throw new Error(`the logo was not taken: ${status}`);
}

/** Every screen in every look. Signed in, except where the name says otherwise. */
async function everyScreen(browser: Browser, shop: Shop, made: Believable): Promise<void> {
  const settings = [
    'workspace',
    'security',
    'notices',
    'labels',
    'snippets',
    'wording',
    'rules',
    'cards',
    'tokens',
    'webhooks',
    'keyboard',
    'data',
    'log',
  ];
  const incidentId = await openIncident(shop, made);
  const screens: Record<string, string> = {
    today: '/today',
    incidents: '/incidents',
    incident: `/incidents/${incidentId}`,
    'inbox-list': '/inbox/team',
    'inbox-thread': `/inbox/team/${made.caseIds[0]}`,
    'inbox-mail': `/inbox/team/${made.mailCaseId}`,
    'inbox-mine': '/inbox/mine',
    customers: '/customers',
    customer: `/customers/${made.customerId}`,
    channels: '/channels',
    'channel-messenger': `/channels/${shop.messengerId}`,
    'channel-mail': `/channels/${shop.mailChannelId}`,
    team: '/team',
    ...Object.fromEntries(settings.map((name) => [`settings-${name}`, `/settings/${name}`])),
    welcome: '/welcome',
  };
  const context = await device(browser, { timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  /** Shown anew for each look: what is open at the start depends on the width, and colours that change need a moment. */
  const inEveryLook = async (name: string, path: string, prepare?: () => Promise<void>): Promise<void> => {
    for (const width of [1440, 360])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: width < 500 ? 740 : 900 });
        await page.emulateMedia({ colorScheme });
        await page.goto(shop.url + path);
        await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
        await prepare?.();
        await shoot(page, `screens/${name}-${colorScheme}-${width}`);
      }
  };
  if (only === undefined) await inEveryLook('sign-in', '/sign-in');
  if (only === undefined || 'sign-in-link-spent'.startsWith(only))
    await inEveryLook('sign-in-link-spent', '/sign-in/link#t=used-already', async () => {
      await page.reload();
      await page.getByRole('button', { name: 'Sign me in' }).click();
      await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    });
  await signIn(page, shop);
  await page.clock.setFixedTime(await busyAt(shop, made));
  for (const [name, path] of Object.entries(screens)) if (only === undefined || name.startsWith(only)) await inEveryLook(name, path);
  const setUp = `/channels/${shop.mailChannelId}/mailbox`;
  const mailbox: Record<string, () => Promise<void>> = {
    'mailbox-set-up': async () => undefined,
    // Its domain has its mail at Microsoft, and the workspace is registered there.
    'mailbox-microsoft': async () => {
      await page.getByRole('button', { name: 'Look it up' }).click();
      await page
        .getByRole('switch', { name: 'Use Microsoft Graph instead of IMAP and SMTP' })
        .evaluate((one) => one.scrollIntoView({ block: 'center' }));
    },
  };
  for (const [name, prepare] of Object.entries(mailbox))
    if (only === undefined || name.startsWith(only)) await inEveryLook(name, setUp, prepare);
  if (only !== undefined) return context.close();
  for (const [name, key] of [
    ['search', '/'],
    ['filter', 'f'],
    ['commands', 'Control+k'],
  ] as const)
    await inEveryLook(`dialog-${name}`, '/inbox/team', async () => {
      await page.getByRole('listbox').focus();
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
    });
  await context.close();
}

/** An instant at which one reply is late, one is due soon and the others have time: what the desk is for. */
async function busyAt(shop: Shop, made: Believable): Promise<number> {
  const { body } = await shop.api('GET', '/cases?view=next');
  const soon = body.items.find((row: { id: string }) => row.id === made.caseIds[4]);
  return Date.parse(soon.dueAt) - 35 * 60_000;
}

async function deskPictures(browser: Browser, shop: Shop, made: Believable): Promise<void> {
  const context = await device(browser, { deviceScaleFactor: 2, timezoneId: 'Europe/Berlin' });
  const page = await context.newPage();
  await signIn(page, shop);
  await page.clock.setFixedTime(await busyAt(shop, made));
  const thread = `${shop.url}/inbox/next/${made.caseIds[0]}`;
  await page.goto(thread);
  await shoot(page, 'inbox-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, 'inbox-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${shop.url}/inbox/next/${made.mailCaseId}`);
  await shoot(page, 'inbox-mail');
  await page.goto(`${shop.url}/channels`);
  await shoot(page, 'channels');
  await page.goto(`${shop.url}/channels/${shop.messengerId}`);
  await shoot(page, 'channel');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${shop.url}/inbox/next`);
  await shoot(page, 'inbox-list-narrow');
  await page.goto(thread);
  await shoot(page, 'inbox-thread-narrow');
  await context.close();
}

async function messengerPictures(browser: Browser, shop: Shop): Promise<void> {
  const site = await startSite(shopPage(shop));
  await shop.api('PATCH', `/channels/${shop.messengerId}`, { settings: { allowedOrigins: [site.origin] } });
  const context = await device(browser, { deviceScaleFactor: 2, timezoneId: 'Europe/Berlin', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(site.url);
  await page.locator('meanwhile-messenger').getByRole('button').click();
  const frame = page.frameLocator('meanwhile-messenger iframe');
  await write(frame, 'Hello, does the blue tourer come in size 52? I am 1.68 m tall.');
  await frame.locator('li.own .meta', { hasText: 'reply by' }).waitFor();
  await shoot(page, 'messenger-on-site');
  await context.close();
  await site.close();

  const mobile = await device(browser, {
    deviceScaleFactor: 3,
    timezoneId: 'Europe/Berlin',
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  const hosted = await mobile.newPage();
  await hosted.goto(`${shop.url}/m/${shop.messengerId}`);
  await write(hosted, 'The front light flickers when I brake. I bought the bike from you in May.');
  await hosted.locator('li.own .meta', { hasText: 'reply by' }).waitFor();
  const row = (await shop.api('GET', '/cases?view=all')).body.items.find((one: { lastText: string }) =>
    one.lastText?.startsWith('The front light flickers when I brake. I bought'),
  );
  await (
    await shop.ownerApi()
  )('POST', '/messages', {
    caseId: row.id,
    text: 'That is most likely a loose plug at the hub. Come by any day before six, it takes five minutes.',
    undoMs: 0,
  });
  await hosted.locator('li.us').waitFor();
  await shoot(hosted, 'hosted-page-phone');
  await mobile.close();
}

async function main(): Promise<void> {
  if (!hasBrowser) throw new Error('No browser: install chromium or set CHROMIUM_PATH.');
  await mkdir(join(folder, 'screens'), { recursive: true });
  const shop = await openShop({ rateFactor: 100, resolveDns });
  const browser = await openBrowser();
  try {
    const made = await fillShop(shop);
    await showLogo(browser, shop);
    await shop.api('PUT', '/mailbox-keys/microsoft', { clientId: '1f0c64a2-7d3e-4b52-9a51-0d6d2a8b7c11', clientSecret: 'not-a-real-one' });
    await everyScreen(browser, shop, made);
    if (only === undefined) await deskPictures(browser, shop, made);
    if (only === undefined) await messengerPictures(browser, shop);
  } finally {
    await browser.close();
    await shop.close();
  }
}

await main();
