/**
 * How does the widget start? Reads the settings the server wrote into the page, takes a one-time code out of the address before anything
 * else runs, and puts the app where the form without JavaScript stood, with what was already typed there.
 */
import { render } from 'preact';
import type { MessengerSettings } from '@meanwhile/wire/messenger.ts';
import { createConversation } from './conversation.ts';
import { joinLoader } from './embed.ts';
import { App } from './parts/app.tsx';
import './style.css';
import { createStore, nothingYet } from './view.ts';
import { wordsIn } from './words.ts';

const code = new URLSearchParams(location.hash.slice(1)).get('c');
if (code !== null) history.replaceState(null, '', location.pathname + location.search);

const root = document.getElementById('meanwhile');
if (root?.dataset.settings) void start(root, JSON.parse(root.dataset.settings) as MessengerSettings, root.dataset.embed !== undefined);

async function start(place: HTMLElement, settings: MessengerSettings, embed: boolean): Promise<void> {
  const early: (() => void)[] = [];
  let act = (deed: () => void): void => void early.push(deed);
  let begun = false;
  let focus = () => {};
  const begin = (proof?: { identity?: string; code?: string }) => {
    if (begun && !proof) return;
    begun = true;
    void conversation.begin(proof);
  };
  const tell = joinLoader(settings, {
    shown: (shown) =>
      act(() => {
        open = shown;
        begin();
        if (shown) {
          // A frame that was not displayed could not be put at its end.
          if (store.get().messages.length > 0) document.documentElement.scrollTop = document.documentElement.scrollHeight;
          focus();
        }
        count();
      }),
    identify: (identity) => act(() => begin({ identity })),
    shutdown: () =>
      act(() => {
        conversation.end();
        tell({ type: 'gone' });
      }),
  });

  const say = await wordsIn(settings.locale);
  const store = createStore({ ...nothingYet, settings, say, embed, entry: settings.entry, draft: typedIn(place) });
  const conversation = createConversation(store, place.dataset.base ?? location.pathname);
  let open = !embed;
  let seen = '';
  let told = 0;
  const count = () => {
    const { messages } = store.get();
    if (open) seen = messages.at(-1)?.at ?? seen;
    const unread = messages.filter(({ from, at }) => from === 'us' && at > seen).length;
    if (unread !== told) tell({ type: 'unread', count: (told = unread) });
  };
  store.listen(count);
  let watched = false;
  store.listen(() => {
    if (watched || !store.get().draft) return;
    watched = true;
    // Without it the sentence comes after sending; the next key tries again.
    import('./urgent.ts').then(
      (file) => file.watchUrgency(store),
      () => (watched = false),
    );
  });
  store.listen(() => dress(store.get().settings));
  dress(settings);
  place.replaceChildren();
  render(
    <App store={store} conversation={conversation} close={() => embed && tell({ type: 'close' })} onReady={(to) => (focus = to)} />,
    place,
  );
  act = (deed) => deed();
  early.forEach(act);
  if (!embed || code !== null) begin(code === null ? undefined : { code });
}

function typedIn(place: HTMLElement): string {
  return place.querySelector('textarea')?.value ?? '';
}

function dress({ locale, direction, accent, accentText }: MessengerSettings): void {
  const page = document.documentElement;
  page.lang = locale;
  page.dir = direction;
  page.style.setProperty('--accent', accent);
  page.style.setProperty('--accent-text', accentText);
}
