/**
 * How does one work with this? The guides of `docs/guide` as pages under `/guide`, as they belong to this very version: no network, no script.
 * They are the project's own words, read from files whose names are listed here; nothing a visitor sends becomes a path.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { declared } from './platform/http/route.ts';
import { withDeclaration } from './platform/http/web-server.ts';

const guideFolder = join(import.meta.dirname, '../docs/guide');
const publicRoute = declared({ permission: 'public', scope: 'installation', rate: 'none', idempotency: 'safe', audit: null });
const policy =
  "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'";

/** In the order one needs them; a guide that is not here yet is not listed. */
const order = ['first-hour', 'mail-set-up', 'apps', 'telegram', 'agent', 'keys', 'team', 'demo', 'production', 'backup'];

export interface Guide {
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
}

/** All guides there are, those of `order` first. */
export async function readGuides(folder = guideFolder): Promise<Guide[]> {
  const names = (await readdir(folder)).flatMap((file) => (/^[a-z-]+\.md$/.test(file) ? [file.slice(0, -3)] : []));
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const sorted = names.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return Promise.all(
    sorted.map(async (name) => {
      const markdown = await readFile(join(folder, `${name}.md`), 'utf8');
      return { name, markdown, title: /^# (.+)$/m.exec(markdown)?.[1] ?? name };
    }),
  );
}

export async function registerGuidePages(app: FastifyInstance): Promise<void> {
  // They belong to this version: made once, when the first is asked for.
  let pages: Promise<ReadonlyMap<string, string>> | null = null;
  await withDeclaration(
    app,
    publicRoute,
    async (scope) =>
      void (await scope.register(fastifyStatic, {
        root: join(guideFolder, 'images'),
        prefix: '/guide/images/',
        decorateReply: false,
        index: false,
        maxAge: '1h',
      })),
  );
  app.get('/guide/guide.css', { config: publicRoute }, (_request, reply) =>
    reply.header('content-type', 'text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(style),
  );
  app.get('/guide', { config: publicRoute }, (_request, reply) => reply.redirect('/guide/first-hour'));
  app.get('/guide/:name', { config: publicRoute }, async (request, reply) => {
    const page = (await (pages ??= guidePages())).get((request.params as { name: string }).name);
    if (page === undefined) return reply.callNotFound();
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .send(page);
  });
}

/** Every guide as a page, by its name. */
async function guidePages(): Promise<ReadonlyMap<string, string>> {
  const guides = await readGuides();
  return new Map(await Promise.all(guides.map(async (guide) => [guide.name, await guidePage(guide, guides)] as const)));
}

/** Links between guides become links between pages; those to other folders of the project have no page and stay text. */
export async function guidePage(guide: Guide, guides: readonly Guide[]): Promise<string> {
  const { Marked } = await import('marked');
  const names = new Set(guides.map((one) => one.name));
  const marked = new Marked({
    gfm: true,
    renderer: {
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const local = /^([a-z-]+)\.md(#[a-z0-9-]*)?$/.exec(href);
        if (local !== null) return names.has(local[1]!) ? `<a href="/guide/${local[1]!}${local[2] ?? ''}">${text}</a>` : text;
        return /^(https:\/\/|#)/.test(href) ? `<a href="${escape(href)}" rel="noreferrer">${text}</a>` : text;
      },
      image({ href, text }) {
        const file = /^images\/([a-z0-9-]+\.webp)$/.exec(href);
        return file === null ? escape(text) : `<img src="/guide/images/${file[1]!}" alt="${escape(text)}" loading="lazy">`;
      },
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        return `<h${depth} id="${anchorOf(text)}">${text}</h${depth}>\n`;
      },
      table(token) {
        const row = (cells: typeof token.header, tag: 'th' | 'td'): string =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        return `<div class="wide" role="region" tabindex="0" aria-label="Table"><table><thead>${row(token.header, 'th')}</thead><tbody>${token.rows.map((cells) => row(cells, 'td')).join('')}</tbody></table></div>\n`;
      },
      code({ text }) {
        return `<pre tabindex="0"><code>${escape(text)}</code></pre>\n`;
      },
      html: ({ text }) => escape(text),
    },
  });
  const links = guides.map(
    ({ name, title }) => `<li><a href="/guide/${name}"${name === guide.name ? ' aria-current="page"' : ''}>${escape(title)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(guide.title)} · Meanwhile</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/guide/guide.css">
</head>
<body>
<nav aria-label="Guides"><a class="home" href="/">Meanwhile</a><ul>${links.join('')}</ul></nav>
<main>${await marked.parse(guide.markdown)}</main>
</body>
</html>
`;
}

const anchorOf = (html: string): string =>
  html
    .replaceAll(/<[^<>]*>/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
:root { --paper: #faf9f7; --ink: #24211d; --muted: #625c54; --line: #dedad3; --sunken: #f1efeb; --link: #4338ca; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1917; --ink: #ece8e2; --muted: #b0a99f; --line: #3a3631; --sunken: #262320; --link: #a5b4fc; } }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 15rem minmax(0, 1fr); background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
nav { padding: 1.5rem 1rem; border-right: 1px solid var(--line); position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto; }
nav ul { list-style: none; margin: 1rem 0 0; padding: 0; }
nav a { display: block; padding: .3rem .5rem; border-radius: 8px; color: var(--muted); text-decoration: none; }
nav a:hover, nav a[aria-current] { background: var(--sunken); color: var(--ink); }
nav .home { font-weight: 600; color: var(--ink); }
main { padding: 1.5rem 2rem 6rem; max-width: 54rem; }
h1 { font-size: 28px; line-height: 1.25; } h2 { font-size: 20px; margin-top: 2.5rem; } h3 { font-size: 16px; }
a { color: var(--link); } a:focus-visible, pre:focus-visible, .wide:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; }
pre, code { font-family: ui-monospace, monospace; font-size: 14px; } code { background: var(--sunken); border-radius: 4px; padding: .1em .3em; }
pre { background: var(--sunken); border-radius: 8px; padding: 1rem; overflow-x: auto; } pre code { padding: 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); }
@media (max-width: 700px) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1rem 1rem 4rem; } }
`;
