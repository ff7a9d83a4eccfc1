/**
 * Where does the visitor write? The sentence saying when an answer comes, the field, the files, and the time once more beside Send.
 * Enter makes a new line, because people are asked to write everything in one go; Control or ⌘ with Enter sends.
 */
import type { RefObject } from 'preact';
import type { Conversation } from '../conversation.ts';
import type { View } from '../view.ts';
import { FileTray } from './file-tray.tsx';
import { ClipIcon } from './icons.tsx';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly focus: () => void;
  readonly showNews: () => void;
}

export function Writing({ view, conversation, field, focus, showNews }: Props) {
  const { say, settings, entry, trouble, connected, refused } = view;
  const { tray } = conversation;
  const send = (event: Event) => {
    event.preventDefault();
    conversation.send();
    focus();
  };
  return (
    <section class="writing">
      {view.news && (
        <button type="button" class="news" onClick={showNews}>
          {say('label.newMessage')}
        </button>
      )}
      {settings.state === 'closed' ? (
        <p class="entry">{say('state.closed')}</p>
      ) : refused ? (
        <p class="entry">{say('state.signIn')}</p>
      ) : (
        <form onSubmit={send}>
          {view.urgent && (
            <p class="heed" role="alert">
              {view.urgent}
            </p>
          )}
          {entry && (
            <p class="entry" role="status">
              {entry.words}
            </p>
          )}
          {!connected && <p class="note">{say('state.reconnecting')}</p>}
          {trouble && (
            <p class="heed" role="alert">
              {trouble}
            </p>
          )}
          <label for="mw-text">{say('entry.ask')}</label>
          <textarea
            id="mw-text"
            ref={field}
            rows={3}
            dir="auto"
            value={view.draft}
            onInput={(event) => conversation.write(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) send(event);
            }}
            onPaste={(event) => {
              const files = [...(event.clipboardData?.files ?? [])];
              if (files.length === 0) return;
              event.preventDefault();
              tray.add(files.map((file) => named(file, say('label.pastedImage'))));
            }}
          />
          <FileTray view={view} tray={tray} />
          <div class="send">
            <label class="button icon">
              <ClipIcon />
              <span class="vh">{say('label.attach')}</span>
              <input
                type="file"
                multiple
                class="vh"
                onChange={(event) => {
                  tray.add(event.currentTarget.files ?? []);
                  event.currentTarget.value = '';
                }}
              />
            </label>
            <span class="due">{entry?.besideSend}</span>
            <button type="submit" class="strong" aria-keyshortcuts="Control+Enter Meta+Enter">
              {say('label.send')}
            </button>
          </div>
        </form>
      )}
    </section>
  );
}

/** Browsers call every pasted picture `image.png`; this name says what it is. */
function named(file: File, name: string): File {
  return /^image\.\w+$/.test(file.name) ? new File([file], file.name.replace('image', name), { type: file.type }) : file;
}
