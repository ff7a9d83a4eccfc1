/** What stands on the customer's page? A button and a hidden panel with an ordinary link in it, built without a line of HTML. */
import { launcherStyle } from './launcher-style.ts';
import { launcherWords } from './launcher-words.ts';

/** `facts` are the script tag's `data-` attributes. Nothing is on the page yet: the caller places `host`. */
export function buildLauncher(page: string, facts: DOMStringMap) {
  const language = (facts.locale || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
  const openWord = launcherWords[language] ?? 'Write to us';
  const make = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag) => document.createElement(tag);

  const host = make('meanwhile-messenger' as 'div');
  host.lang = language;
  host.dir = language === 'ar' ? 'rtl' : 'ltr';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherStyle);
  root.adoptedStyleSheets = [sheet];
  const colour = (accent = '', text = '#fff') => {
    if (!CSS.supports('color', accent)) return;
    host.style.setProperty('--a', accent);
    host.style.setProperty('--t', text);
  };
  colour(facts.accent);

  const panel = make('div');
  panel.hidden = true;
  panel.setAttribute('role', 'dialog');
  panel.ariaLabel = openWord;
  const link = make('a');
  link.href = page;
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = openWord;
  panel.append(link);
  const button = make('button');
  const count = make('b');
  button.ariaExpanded = 'false';
  button.append(openWord, count);
  root.append(panel, button);
  return { host, root, panel, button, count, openWord, colour };
}
