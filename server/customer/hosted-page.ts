/**
 * What does `/m/<channel>` look like before, and without, any script? A whole document: the sentence saying when an answer comes, a form
 * that works by itself, and what has been said so far. It decides nothing: settings, history and token are given. No inline script.
 */
import { say } from '@meanwhile/core/commitment/words/words-for.ts';
import type { WordKey } from '@meanwhile/core/commitment/words/words-for.ts';
import type { MessengerAttachment, MessengerMessage, MessengerSettings } from '@meanwhile/wire/messenger.ts';
import { escapeHtml } from './escape-html.ts';

export interface HostedPage {
  readonly settings: MessengerSettings;
  /** Oldest first; shown only where the app does not take over. */
  readonly messages?: readonly MessengerMessage[];
  /** After a form was posted: what became of it. The page then stays as it is, without the app. */
  readonly notice?: string;
  /** What was typed into a form that was not taken: it stays in the field. */
  readonly typed?: { readonly text: string; readonly email: string };
  /** Proves that the form came from this page. */
  readonly formToken: string;
  /** Paths of the built files. */
  readonly assets: { readonly script: string; readonly style: string };
  readonly embed: boolean;
  /** CSP nonce for the one style element that carries the workspace's colour; without it the house colour stays until the app runs. */
  readonly nonce?: string;
  /** IANA zone for the times of messages; UTC, and said so, where unknown. */
  readonly zone?: string;
}
/** The names of the form's fields, for the route that reads them. */
export const formFields = { text: 'text', email: 'email', token: 'formToken', trap: 'website' } as const;

/** Every value is escaped here; nothing given to this function is trusted to be HTML. */
export function hostedPage(page: HostedPage): string {
  const { settings, notice, assets, embed } = page;
  const { locale, brand } = settings;
  const base = `/m/${encodeURIComponent(settings.channelId)}`;
  const withApp = notice === undefined;
  const facts = `data-base="${escapeHtml(base)}" data-settings="${escapeHtml(JSON.stringify(settings))}"${embed ? ' data-embed' : ''}`;
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${settings.direction === 'rtl' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<title>${escapeHtml(say('label.conversation', locale, { brand }))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${icon(page)}<link rel="stylesheet" href="${escapeHtml(assets.style)}">
${accentStyle(page)}${withApp ? `<script type="module" src="${escapeHtml(assets.script)}"></script>\n` : ''}</head>
<body>
<div id="meanwhile"${withApp ? ` ${facts}` : ''}>
<header>${settings.logo === null ? '' : `<img src="${escapeHtml(settings.logo)}" alt="" height="32">`}<h1>${escapeHtml(brand)}</h1></header>
<main>
<section class="history" aria-label="${escapeHtml(say('label.conversation', locale, { brand }))}">
${notice === undefined ? '' : `<p class="entry" role="status">${escapeHtml(notice)}</p>`}
<ol>${(page.messages ?? []).map((message) => item(message, page)).join('')}</ol>
</section>
<section class="writing">${settings.state === 'closed' ? `<p class="entry">${words(page, 'state.closed')}</p>` : form(page, base)}</section>
</main>
</div>
</body>
</html>
`;
}

function words({ settings }: HostedPage, key: WordKey): string {
  return escapeHtml(say(key, settings.locale));
}

function hasColours({ accent, accentText }: MessengerSettings): boolean {
  return [accent, accentText].every((colour) => /^#[0-9a-f]{3,8}$/i.test(colour));
}

function accentStyle({ settings, nonce }: HostedPage): string {
  if (!nonce || !hasColours(settings)) return '';
  return `<style nonce="${escapeHtml(nonce)}">:root{--accent:${settings.accent};--accent-text:${settings.accentText}}</style>\n`;
}

function form(page: HostedPage, base: string): string {
  const { entry } = page.settings;
  return `
<form method="post" action="${escapeHtml(base)}/form${page.embed ? '?embed=1' : ''}">
${page.settings.urgent.own.map((line) => `<p class="heed">${escapeHtml(line)}</p>`).join('')}
${entry ? `<p class="entry">${escapeHtml(entry.words)}</p>` : ''}
<label for="mw-text">${words(page, 'entry.ask')}</label>
<textarea id="mw-text" name="${formFields.text}" rows="3" dir="auto" required>${escapeHtml(page.typed?.text ?? '')}</textarea>
${page.settings.canNotify ? contactField(page) : ''}<div class="vh" aria-hidden="true">
<label for="mw-trap">${words(page, 'form.trap')}</label>
<input id="mw-trap" name="${formFields.trap}" tabindex="-1" autocomplete="off">
</div>
<input type="hidden" name="${formFields.token}" value="${escapeHtml(page.formToken)}">
<div class="send">
<span class="due">${escapeHtml(entry?.besideSend ?? '')}</span>
<button type="submit" class="strong">${words(page, 'label.send')}</button>
</div>
</form>`;
}

function contactField(page: HostedPage): string {
  return `<div class="field">
<label for="mw-email">${words(page, 'form.email')}</label>
<input id="mw-email" name="${formFields.email}" type="email" autocomplete="email" dir="ltr" value="${escapeHtml(page.typed?.email ?? '')}">
</div>
`;
}

/** The brand's first letter on its colour, as data: no file, no request. */
function icon({ settings }: HostedPage): string {
  if (!hasColours(settings)) return '';
  const letter = /[\p{L}\p{N}]/u.exec(settings.brand)?.[0]?.toUpperCase() ?? '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${settings.accent}"/><text x="16" y="23" font-family="sans-serif" font-size="20" font-weight="600" text-anchor="middle" fill="${settings.accentText}">${letter}</text></svg>`;
  return `<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,${encodeURIComponent(svg)}">\n`;
}

function item(message: MessengerMessage, page: HostedPage): string {
  const own = message.from === 'you';
  const { brand } = page.settings;
  const by = own ? say('label.you', page.settings.locale) : (message.authorName ?? brand);
  const who = message.automatic ? say('label.automatic', page.settings.locale) : by;
  const when = `<time datetime="${escapeHtml(message.at)}">${escapeHtml(timeOf(message.at, page))}</time>`;
  const under = own ? (message.told === null ? when : escapeHtml(message.told)) : `${escapeHtml(who)} · ${when}`;
  return `<li class="${own ? 'own' : 'us'}">
<div class="bubble"><span class="vh">${escapeHtml(who)}: </span>${message.text === '' ? '' : `<p class="text" dir="auto">${escapeHtml(message.text)}</p>`}${files(message.attachments, page.settings.locale)}</div>
<p class="meta">${under}</p>
</li>`;
}

function files(attachments: readonly MessengerAttachment[], locale: string): string {
  if (attachments.length === 0) return '';
  const each = attachments.map(({ url, name, held }) => {
    if (held !== null) return `<li dir="auto">${escapeHtml(say(`file.${held}`, locale, { name }))}</li>`;
    const safe = /^(https?:\/\/|\/(?!\/))/.test(url);
    return safe
      ? `<li><a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer" dir="auto">${escapeHtml(name)}</a></li>`
      : `<li dir="auto">${escapeHtml(name)}</li>`;
  });
  return `<ul class="files">${each.join('')}</ul>`;
}

function timeOf(at: string, { settings, zone }: HostedPage): string {
  const shown = { dateStyle: 'medium', timeStyle: 'short' } as const;
  const format = new Intl.DateTimeFormat(settings.locale, { ...shown, timeZone: zone ?? 'UTC' });
  return format.format(Date.parse(at)) + (zone === undefined ? ' UTC' : '');
}
