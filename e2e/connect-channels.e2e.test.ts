/**
 * Mia connects WhatsApp and SMS by what their providers gave her; Jonas writes there and is answered there. A day later WhatsApp takes nothing any more: the desk
 * says so before she writes, and her answer reaches him as an SMS.
 */
import { openFake as openSms } from '@meanwhile/channels/sms/provider.fixture.ts';
import { openFake as openWhatsapp } from '@meanwhile/channels/whatsapp/provider.fixture.ts';
import type { ProviderFake, WebCall } from '@meanwhile/channels/conformance/provider-fake.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`channels at somebody else’s provider${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let mia: Page;
  let sms: ProviderFake;
  let whatsapp: ProviderFake;
  const ids = new Map<string, string>();
  let event = 100;

  beforeAll(async () => {
    [sms, whatsapp] = await Promise.all([openSms(), openWhatsapp()]);
    [shop, browser] = await Promise.all([
      openShop({ rateFactor: 100, settings: { providerApiUrls: { sms: sms.url, whatsapp: whatsapp.url } } }),
      openBrowser(),
    ]);
    mia = await (await device(browser)).newPage();
    mia.setDefaultTimeout(15_000);
    await signIn(mia, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await Promise.all([sms?.close(), whatsapp?.close()]);
  });

  const doorOf = (type: string): string => `${shop.url}/in/${type}/${ids.get(type)!}`;
  async function call({ url, method, headers, body }: WebCall): Promise<number> {
    return (await fetch(url, { method, headers, body: Buffer.from(body) })).status;
  }
  async function write(fake: ProviderFake, type: string, text: string): Promise<void> {
    expect(await call(fake.incoming({ person: 1, text, event: (event += 1), at: Date.now() }, doorOf(type)))).toBe(200);
  }
  const caseWith = (text: string): Promise<any> =>
    until(`“${text}” is in the inbox`, async () =>
      (await shop.api('GET', '/cases?view=all')).body.items.find((one: { unansweredText: string | null }) => one.unansweredText === text),
    );
  const press = (name: string | RegExp) => mia.getByRole('button', { name, exact: true }).click();

  async function connect(kind: string, name: string, fields: Readonly<Record<string, string>>): Promise<string> {
    await mia.goto(`${shop.url}/channels`);
    await press('New channel');
    await mia.getByRole('menuitem', { name: kind }).click();
    await mia.getByRole('dialog', { name: `New: ${kind}` }).waitFor();
    await mia.getByLabel('Name', { exact: false }).first().fill(name);
    await press('Create channel');
    await mia.waitForURL(/\/channels\/[0-9a-f-]{36}$/);
    await mia.getByText('Not connected yet').waitFor();
    for (const [label, value] of Object.entries(fields)) await mia.getByLabel(label, { exact: true }).fill(value);
    await press('Connect');
    return mia.url().split('/').at(-1)!;
  }

  it('a channel asks for what its provider gave, says what the provider makes of it, and opens once it is connected', async () => {
    const wrong = sms.wrongCredentials;
    const fields = (typed: Readonly<Record<string, string>>) => ({
      'Account SID': typed['accountSid']!,
      'Auth token': typed['authToken']!,
      'Phone number': typed['phoneNumber']!,
    });
    ids.set('sms', await connect('Phone number for SMS (Twilio)', 'Text us', fields(wrong)));
    const refused = mia.getByRole('alert').filter({ hasText: 'SMS does not accept this.' });
    await refused.waitFor();
    expect(await refused.innerText()).toContain('Twilio does not know this Account SID with this auth token.');
    for (const [label, value] of Object.entries(fields(sms.credentials))) await mia.getByLabel(label, { exact: true }).fill(value);
    await press('Connect');
    await mia.getByText(`Connected: ${sms.accountName}. Whoever writes there writes to you.`).waitFor();
    expect(await mia.getByLabel('Auth token').count()).toBe(0);
    await press('Open channel');
    await mia.getByRole('button', { name: 'Close channel' }).waitFor();

    const { phoneNumberId, businessAccountId, accessToken, appSecret } = whatsapp.credentials;
    ids.set(
      'whatsapp',
      await connect('WhatsApp number', 'WhatsApp', {
        'Phone number ID': phoneNumberId!,
        'WhatsApp Business account ID': businessAccountId!,
        'Token of the system user': accessToken!,
        'App secret': appSecret!,
      }),
    );
    await mia.getByText(`Connected: ${whatsapp.accountName}.`, { exact: false }).waitFor();
    await press('Open channel');
    await mia.getByRole('button', { name: 'Close channel' }).waitFor();
  });

  it('what Jonas writes in WhatsApp stands in the inbox with its sign, the answer goes there, and what became of it is said', async () => {
    await write(whatsapp, 'whatsapp', 'Where is my lamp?');
    const row = await caseWith('Where is my lamp?');
    await mia.goto(`${shop.url}/inbox/all/${row.id}`);
    await mia.getByText(/^WhatsApp takes an answer until /).waitFor();
    await mia.getByRole('textbox', { name: 'Your reply' }).fill('It leaves tomorrow.');
    await mia.getByRole('button', { name: /^Send/ }).first().click();
    const sent = await until('it is sent', async () => whatsapp.sent().find(({ text }) => text === 'It leaves tomorrow.'), 30_000);
    expect(await call(whatsapp.status(sent.providerId, 'read', doorOf('whatsapp'))!)).toBe(200);
    await mia.goto(`${shop.url}/inbox/all/${row.id}`);
    await mia
      .getByText(/^read /)
      .first()
      .waitFor();
  });

  it('once WhatsApp takes nothing any more the desk says so, and the answer goes by SMS to the one customer they both are', async () => {
    await write(sms, 'sms', 'Me again, by SMS.');
    const second = await caseWith('Me again, by SMS.');
    await write(whatsapp, 'whatsapp', 'And a lampshade?');
    const first = await caseWith('And a lampshade?');
    const merged = await shop.api('POST', `/customers/${second.customer.id}/merge`, { intoId: first.customer.id, reason: 'they_said' });
    expect(merged.status, JSON.stringify(merged.body)).toBeLessThan(300);
    await shop.behind(`update tenant.message set received_at = received_at - interval '25 hours' where channel_id = $1`, [
      ids.get('whatsapp'),
    ]);
    await mia.goto(`${shop.url}/inbox/all/${first.id}`);
    const shut = mia.getByRole('status').filter({ hasText: 'takes no answer any more until they write there again.' });
    await shut.waitFor();
    await shut.getByRole('button', { name: `Answer by SMS · ${sms.personId(1)}` }).click();
    await mia.getByText(`· SMS`, { exact: false }).first().waitFor();
    await mia.getByRole('textbox', { name: 'Your reply' }).fill('Yes, in red.');
    await mia.getByRole('button', { name: /^Send/ }).first().click();
    const sent = await until('it is sent', async () => sms.sent().find(({ text }) => text === 'Yes, in red.'), 30_000);
    expect(sent.to).toBe(sms.personId(1));
    expect(whatsapp.sent().map(({ text }) => text)).not.toContain('Yes, in red.');
    expect((await shop.api('GET', `/cases/${first.id}`)).body.ball).toBe('customer');
  });
});
