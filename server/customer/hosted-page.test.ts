/** The hosted page works as a form by itself, says the time twice, and never turns anybody's text into markup. */
import { describe, expect, it } from 'vitest';
import type { MessengerMessage, MessengerSettings } from '@meanwhile/wire/messenger.ts';
import { formFields, hostedPage } from './hosted-page.ts';

const settings: MessengerSettings = {
  channelId: '0199a5d0-0000-7000-8000-000000000001',
  brand: 'Nordlicht Fahrräder',
  logo: null,
  locale: 'en',
  direction: 'ltr',
  accent: '#4338ca',
  accentText: '#ffffff',
  state: 'open',
  entry: {
    words:
      "Write to us any time. We'll reply by 10:00 am tomorrow (Tuesday). You can close this page; the answer will be here when you come back.",
    besideSend: 'Reply by 10:00 am tomorrow (Tuesday)',
    dueAt: '2026-11-24T09:00:00.000Z',
    freshUntil: '2026-11-23T17:00:00.000Z',
  },
  maxAttachmentBytes: 26_214_400,
  identityRequired: false,
  canNotify: true,
  urgent: { safety: 'If someone is in danger, call your local emergency number now.', outage: null, own: [] },
};
const question: MessengerMessage = {
  id: '0199a5d0-0000-7000-8000-00000000000a',
  seq: 1,
  from: 'you',
  authorName: null,
  automatic: false,
  channelType: 'messenger',
  text: 'Does the Polaris fit a child seat?',
  at: '2026-11-23T13:02:00.000Z',
  attachments: [],
  told: 'Received 2:02 pm · reply by 10:00 am tomorrow (Tuesday)',
};
const assets = { script: '/messenger/app/main-1.js', style: '/messenger/app/main-1.css' };
const page = (change: Partial<Parameters<typeof hostedPage>[0]> = {}) =>
  hostedPage({ settings, formToken: 'form-1', assets, embed: false, ...change });
const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>{link}`;

describe('the hosted page', () => {
  it('says when an answer comes above the field and again beside Send', () => {
    const html = page();
    expect(html.indexOf('We&#39;ll reply by 10:00 am tomorrow')).toBeLessThan(html.indexOf('<textarea'));
    expect(html.indexOf('Reply by 10:00 am tomorrow (Tuesday)</span>')).toBeGreaterThan(html.indexOf('<textarea'));
  });

  it('is a form that works without any script', () => {
    const html = page();
    expect(html).toContain(`<form method="post" action="/m/${settings.channelId}/form">`);
    for (const name of Object.values(formFields)) expect(html).toContain(`name="${name}"`);
    expect(html).toContain('name="formToken" value="form-1"');
  });

  it('stays in the shop’s page when its form was sent from there', () => {
    expect(page({ embed: true })).toContain(`action="/m/${settings.channelId}/form?embed=1"`);
  });

  it('keeps what was typed when a form was not taken, as text', () => {
    const html = page({ notice: 'Not sent. Your text is kept here.', typed: { text: hostile, email: '"><b>' } });
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;"');
    expect(html).not.toContain('<script>alert');
  });

  it('says first whom to call where the shop wrote it, and nothing of danger where it did not', () => {
    expect(page()).not.toContain('class="heed"');
    const own = page({ settings: { ...settings, urgent: { safety: hostile, outage: null, own: [hostile] } } });
    expect(own.indexOf('<p class="heed">&quot;&gt;&lt;script&gt;')).toBeGreaterThan(0);
    expect(own.indexOf('class="heed"')).toBeLessThan(own.indexOf('class="entry"'));
  });

  it('asks for no address where nothing could be mailed', () => {
    expect(page({ settings: { ...settings, canNotify: false } })).not.toContain('mw-email');
  });

  it('has the first letter of the shop’s name as its icon, and no icon from a colour that is none', () => {
    expect(page()).toContain('<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,%3Csvg');
    expect(page()).toContain('%3EN%3C%2Ftext');
    expect(page({ settings: { ...settings, accent: hostile } })).not.toContain('rel="icon"');
  });

  it('asks for an address with the reason and does not insist on it', () => {
    const html = page();
    expect(html).toContain('Email address (optional): we&#39;ll tell you there that the answer is here.');
    expect(/<input id="mw-email"[^>]*>/.exec(html)?.[0]).not.toContain('required');
  });

  it('carries no inline script, no handler and no style attribute', () => {
    const html = page({ messages: [question] });
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script type="module" src="/messenger/app/main-1.js"></script>');
    expect(html).not.toMatch(/<[^>]*\s(on\w+|style)=/);
    expect(html).not.toContain('<style');
  });

  it('confirms what was posted with the stored words, and then leaves the page alone', () => {
    const html = page({ notice: 'Your message has reached us.', messages: [question] });
    expect(html).toContain('<p class="entry" role="status">Your message has reached us.</p>');
    expect(html).toContain('Received 2:02 pm · reply by 10:00 am tomorrow (Tuesday)');
    expect(html).not.toContain('<script');
  });

  it.each([
    ['brand', { settings: { ...settings, brand: hostile } }],
    ['language', { settings: { ...settings, locale: 'en', accent: hostile, channelId: hostile }, nonce: 'n1' }],
    ['entry sentence', { settings: { ...settings, entry: { ...settings.entry!, words: hostile, besideSend: hostile } } }],
    ['message', { messages: [{ ...question, text: hostile, told: hostile }] }],
    ['agent name', { messages: [{ ...question, from: 'us' as const, authorName: hostile }] }],
    ['notice', { notice: hostile }],
    ['token', { formToken: hostile }],
    ['asset path', { assets: { script: hostile, style: hostile } }],
    ['nonce', { nonce: hostile }],
    [
      'file name',
      {
        messages: [
          { ...question, attachments: [{ id: 'f', name: hostile, mediaType: 'image/png', sizeBytes: 1, held: null, url: hostile }] },
        ],
      },
    ],
  ])('shows markup in the %s as text', (_where, change) => {
    const html = page(change);
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<img');
    expect(html).not.toMatch(/"><script/);
  });

  it('does not make a link of a file whose address is a script', () => {
    const attachments = [{ id: 'f', name: 'bill.pdf', mediaType: 'application/pdf', sizeBytes: 1, held: null, url: 'javascript:alert(1)' }];
    const html = page({ messages: [{ ...question, attachments }] });
    expect(html).toContain('bill.pdf');
    expect(html).not.toContain('javascript:');
  });

  it('gives the app its settings back unchanged', () => {
    const attribute = /data-settings="([^"]*)"/.exec(page({ settings: { ...settings, brand: hostile } }))?.[1] ?? '';
    const plain = attribute
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
    expect(JSON.parse(plain)).toEqual({ ...settings, brand: hostile });
  });

  it('runs from right to left in Arabic and speaks it', () => {
    const html = page({ settings: { ...settings, locale: 'ar', direction: 'rtl' } });
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).not.toContain('>Send<');
  });

  it('takes no messages once the channel is closed for good, and says so', () => {
    const html = page({ settings: { ...settings, state: 'closed', entry: null } });
    expect(html).not.toContain('<form');
    expect(html).toContain('New messages are no longer taken here.');
  });
});
