/**
 * How does an attack see the desk's mail frame? The desk's own `mail-document.ts` in a real browser page, each mail in a frame like the desk's, with
 * every dialog, request and policy violation recorded. It renders nothing the desk would not.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { device } from '../browser.ts';

const desk = join(import.meta.dirname, '../../desk');

export interface FramePage {
  readonly page: Page;
  readonly dialogs: string[];
  /** Everything a frame asked for. */
  readonly requests: string[];
  /** What the frame's policy had to stop. */
  readonly violations: string[];
  /** Shows these mails as the desk does, all at once; gives the srcdoc of each and whether the banner about pictures is shown. */
  show(htmls: readonly string[]): Promise<{ srcdoc: string; hasRemoteImages: boolean }[]>;
  /** In the desk's frame, but as if neither sanitiser had done anything. */
  showUnclean(htmls: readonly string[]): Promise<void>;
  readonly sandbox: string;
  /** The same without any protection, to know that the attack is one. */
  showUnprotected(htmls: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openFramePage(browser: Browser): Promise<FramePage> {
  // A real address on this machine: from a made-up public one the browser itself would refuse to call the attacker on loopback.
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Desk</title><body>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = await device(browser);
  const page = await context.newPage();
  const dialogs: string[] = [];
  const requests: string[] = [];
  const violations: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('about:')) requests.push(request.url());
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(`${origin}/`);
  await page.addScriptTag({ path: createRequire(join(desk, 'package.json')).resolve('dompurify/dist/purify.js') });
  const source = stripTypeScriptTypes(readFileSync(join(desk, 'src/screens/inbox/thread/mail-document.ts'), 'utf8'));
  await page.addScriptTag({
    content: `${source.replace(/^import .*$/gm, '').replaceAll(/^export /gm, '')}\nwindow.mailDocument = mailDocument;\nwindow.mailSandbox = mailSandbox;`,
  });
  const sandbox: string = await page.evaluate(() => (window as any).mailSandbox);
  const load = (documents: readonly string[], sandbox: string | null): Promise<void> =>
    page.evaluate(
      async ({ documents: all, sandbox: box }) => {
        document.body.replaceChildren();
        await Promise.all(
          all.map(
            (text) =>
              new Promise<void>((resolve) => {
                const frame = document.createElement('iframe');
                if (box !== null) frame.setAttribute('sandbox', box);
                frame.referrerPolicy = 'no-referrer';
                frame.addEventListener('load', () => resolve());
                setTimeout(resolve, 5_000);
                frame.srcdoc = text;
                document.body.append(frame);
              }),
          ),
        );
        await new Promise((resolve) => setTimeout(resolve, 150));
      },
      { documents, sandbox },
    );
  return {
    page,
    sandbox,
    dialogs,
    requests,
    violations,
    async show(htmls) {
      const made = await page.evaluate((all) => all.map((html) => (window as any).mailDocument(html)), htmls);
      for (let at = 0; at < made.length; at += 60)
        await load(
          made.slice(at, at + 60).map((one) => one.srcdoc),
          sandbox,
        );
      return made;
    },
    async showUnclean(htmls) {
      const [empty] = await page.evaluate((all) => all.map((html) => (window as any).mailDocument(html)), ['']);
      for (let at = 0; at < htmls.length; at += 50)
        await load(
          htmls.slice(at, at + 50).map((html) => empty.srcdoc.replace('<body>', () => `<body>${html}`)),
          sandbox,
        );
    },
    showUnprotected: (htmls) => load(htmls, null),
    async close() {
      await context.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
