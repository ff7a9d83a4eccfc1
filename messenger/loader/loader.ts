/**
 * How does one script tag become a messenger on a customer's site? It leaves one global, `Meanwhile`, a launcher in a shadow
 * root and, once asked for, a frame of ours. It keeps nothing, reads nothing of the page and never sees a message or a token of ours.
 */
import type { ToLoader } from '../frame-messages.ts';
import { buildLauncher } from './launcher.ts';

type Call = [verb: string, jwt?: string];
interface Global {
  (...call: Call): void;
  /** Calls made by the site's own stub before this script arrived. */
  q?: ArrayLike<Call[number]>[];
}
type Words = { nonce?: never; type: 'hello' | 'shown' | 'hidden' | 'shutdown' } | { nonce?: never; type: 'identify'; jwt: string };

const script = (document.currentScript ?? document.querySelector('script[data-channel]')) as HTMLScriptElement | null;
const earlier = (window as { Meanwhile?: Global }).Meanwhile;

function start(channel: string, facts: DOMStringMap, source: string): Global {
  const { origin } = new URL(source);
  const page = `${origin}/m/${encodeURIComponent(channel)}`;
  const { host, root, panel, button, count, openWord, colour } = buildLauncher(page, facts);
  let frame: HTMLIFrameElement | undefined;
  let nonce = '';
  let ready = false;
  let waiting: Words[] = [];

  const post = (words: Words) => frame?.contentWindow?.postMessage({ ...words, nonce }, origin);
  const say = (words: Words) => {
    if (!frame) {
      ready = false;
      nonce = String(crypto.getRandomValues(new Uint32Array(4)));
      frame = document.createElement('iframe');
      frame.title = openWord;
      frame.src = `${page}?embed=1`;
      frame.referrerPolicy = 'strict-origin';
      frame.addEventListener('load', () => post({ type: 'hello' }));
      panel.append(frame);
    }
    if (ready) post(words);
    else waiting.push(words);
  };
  const show = (shown: boolean) => {
    if (panel.hidden !== shown) return;
    panel.hidden = !shown;
    button.ariaExpanded = String(shown);
    if (shown || frame) say({ type: shown ? 'shown' : 'hidden' });
    if (shown) frame?.focus();
    else button.focus();
  };
  const verbs: Record<string, (jwt?: string) => void> = {
    open: () => show(true),
    close: () => show(false),
    identify: (jwt) => typeof jwt === 'string' && say({ type: 'identify', jwt }),
    shutdown: () => {
      waiting = [];
      show(false);
      say({ type: 'shutdown' });
    },
  };

  button.addEventListener('click', () => show(panel.hidden === true));
  root.addEventListener('keydown', (event) => (event as KeyboardEvent).key === 'Escape' && show(false));
  window.addEventListener('message', ({ source: from, origin: said, data }: MessageEvent<ToLoader>) => {
    if (!frame || from !== frame.contentWindow || said !== origin || data?.nonce !== nonce) return;
    if (data.type === 'ready') {
      ready = true;
      panel.className = 'on';
      colour(data.accent, data.accentText);
      waiting.forEach(post);
      waiting = [];
    } else if (data.type === 'unread') count.textContent = data.count > 0 ? String(data.count) : '';
    else if (data.type === 'close') show(false);
    else if (data.type === 'gone') {
      frame.remove();
      frame = undefined;
      panel.className = count.textContent = '';
    }
  });
  const place = () => document.body.append(host);
  if (document.body) place();
  else document.addEventListener('DOMContentLoaded', place);
  return (verb, jwt) => verbs[verb]?.(jwt);
}

if (script?.dataset.channel && !document.querySelector('meanwhile-messenger')) {
  const meanwhile = start(script.dataset.channel, script.dataset, script.src);
  (window as { Meanwhile?: Global }).Meanwhile = meanwhile;
  for (const call of Array.from(earlier?.q ?? [])) meanwhile(String(call[0]), call[1]);
}
