/** The document around what a link in one of our messages leads to: no script, light and dark, as wide as a telephone. It decides nothing. */
import { createHash } from 'node:crypto';
import { directionOf } from '@meanwhile/core/commitment/words/language.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { escapeHtml } from './escape-html.ts';

export interface LinkPage {
  readonly locale: string;
  readonly title: string;
  /** HTML; whoever makes it has escaped what stands in it. */
  readonly body: string;
  /** CSP nonce of the style. */
  readonly nonce: string;
}

const style = `:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{margin:0 auto;max-width:36rem;padding:1.5rem 1rem;overflow-wrap:anywhere}
h1{font-size:1.25rem}form{margin-block:1.5rem}label,legend{display:block;margin-block-end:.25rem;font-weight:600}fieldset{border:0;margin:0;padding:0}
.question{margin-block:1.5rem}.question p{margin-block:.25rem}.choice{font-weight:400;padding-block:.5rem}
textarea,input[type=text],select{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;min-height:2.75rem}
button{font:inherit;min-height:2.75rem;padding:.5rem 1.25rem;margin-block-start:.5rem}`;

export function linkPage({ locale, title, body, nonce }: LinkPage): string {
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<style nonce="${escapeHtml(nonce)}">${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** `page` is given the nonce of its style. */
export function sendLinkPage(request: FastifyRequest, reply: FastifyReply, status: number, page: (nonce: string) => string): FastifyReply {
  const nonce = createHash('sha256').update(String(request.id)).digest('base64url').slice(0, 22);
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header(
      'content-security-policy',
      `default-src 'none'; object-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    .send(page(nonce));
}
