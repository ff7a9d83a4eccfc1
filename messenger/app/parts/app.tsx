/** How do the parts of the widget stand together, on the hosted page and in the frame alike? */
import { Component, createRef } from 'preact';
import type { Conversation } from '../conversation.ts';
import type { Store } from '../view.ts';
import { HistoryList } from './history-list.tsx';
import { CloseIcon, PageIcon } from './icons.tsx';
import { Writing } from './writing.tsx';

interface Props {
  readonly store: Store;
  readonly conversation: Conversation;
  readonly close: () => void;
  /** Receives the way to put the cursor into the field, for when the loader shows the frame. */
  readonly onReady: (focus: () => void) => void;
}

/** A class, like every part here that remembers something: hooks would cost 1.4 kB of the 20. */
export class App extends Component<Props> {
  readonly field = createRef<HTMLTextAreaElement>();

  override componentDidMount(): void {
    const { store, conversation, close, onReady } = this.props;
    store.listen(() => this.setState({}));
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      conversation.tray.add(event.dataTransfer?.files ?? []);
    });
    document.addEventListener('keydown', (event) => event.key === 'Escape' && !event.isComposing && close());
    document.addEventListener('scroll', () => store.get().news && atEnd() && store.set({ news: false }), { passive: true });
    onReady(this.focus);
  }

  override componentDidUpdate(): void {
    const { store } = this.props;
    if (store.get().news && atEnd()) store.set({ news: false });
  }

  readonly focus = () => this.field.current?.focus({ preventScroll: true });

  readonly showNews = () => {
    document.documentElement.scrollTop = document.documentElement.scrollHeight;
    this.props.store.set({ news: false });
    this.focus();
  };

  override render() {
    const { store, conversation, close } = this.props;
    const view = store.get();
    const { say, settings, embed } = view;
    return (
      <>
        <header>
          {settings.logo && <img src={settings.logo} alt="" height="32" />}
          <h1>{settings.brand}</h1>
          {embed && (
            <>
              <a class="button icon" href={location.pathname} target="_blank" rel="noopener" aria-label={say('label.fullPage')}>
                <PageIcon />
              </a>
              <button type="button" class="icon" aria-label={say('label.close')} onClick={close}>
                <CloseIcon />
              </button>
            </>
          )}
        </header>
        <main>
          <HistoryList view={view} conversation={conversation} focus={this.focus} />
          <Writing view={view} conversation={conversation} field={this.field} focus={this.focus} showNews={this.showNews} />
        </main>
        <p class="vh" role="status">
          {view.announced}
        </p>
      </>
    );
  }
}

const atEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 40;
