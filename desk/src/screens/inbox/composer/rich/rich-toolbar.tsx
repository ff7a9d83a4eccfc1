/** Bold, italic, lists, quote, code and links, by mouse or by the arrow keys; the keys of the editor itself work without it. */
import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { Bold, Code, Italic, Link as LinkIcon, List, ListOrdered, TextQuote } from 'lucide-react';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button } from '../../../../parts/button.tsx';
import { isApple } from '../../../../parts/kbd.tsx';
import { say } from '../../../../words/say.ts';
import type { WordKey } from '../../../../words/say.ts';

interface Tool {
  readonly name: string;
  readonly words: WordKey;
  readonly Icon: typeof Bold;
  readonly keys: string;
  readonly run: (editor: Editor) => void;
}

const chain = (editor: Editor) => editor.chain().focus();
const tools: readonly Tool[] = [
  { name: 'bold', words: 'rich.bold', Icon: Bold, keys: 'B', run: (editor) => void chain(editor).toggleBold().run() },
  { name: 'italic', words: 'rich.italic', Icon: Italic, keys: 'I', run: (editor) => void chain(editor).toggleItalic().run() },
  { name: 'bulletList', words: 'rich.bullets', Icon: List, keys: '⇧8', run: (editor) => void chain(editor).toggleBulletList().run() },
  {
    name: 'orderedList',
    words: 'rich.numbers',
    Icon: ListOrdered,
    keys: '⇧7',
    run: (editor) => void chain(editor).toggleOrderedList().run(),
  },
  { name: 'blockquote', words: 'rich.quote', Icon: TextQuote, keys: '⇧B', run: (editor) => void chain(editor).toggleBlockquote().run() },
  { name: 'code', words: 'rich.code', Icon: Code, keys: 'E', run: (editor) => void chain(editor).toggleCode().run() },
];

const tipOf = (tool: Tool) => `${say(tool.words)} · ${isApple ? '⌘' : `${say('keys.control')} `}${tool.keys}`;
const look =
  'inline-flex size-8 items-center justify-center rounded text-faint hover:bg-sunken hover:text-ink aria-pressed:bg-sunken aria-pressed:text-ink max-sm:size-11';

/** Arrow keys move inside; Tab enters and leaves. */
function onArrow(event: KeyboardEvent<HTMLDivElement>): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(at + by + buttons.length) % buttons.length]?.focus();
}

/** Only addresses that open a page, a mail or a call; a bare “shop.example/x” becomes https. */
function safeAddress(typed: string): string | null {
  const text = typed.trim();
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  return /^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(whole) ? whole : null;
}

function LinkForm({ editor, onDone }: { readonly editor: Editor; readonly onDone: () => void }) {
  const [typed, setTyped] = useState<string>(() => String(editor.getAttributes('link')['href'] ?? ''));
  const [isWrong, setWrong] = useState(false);
  const apply = () => {
    const href = typed.trim() === '' ? null : safeAddress(typed);
    if (href === null && typed.trim() !== '') return setWrong(true);
    onDone();
    const there = chain(editor).extendMarkRange('link');
    if (href === null) there.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive('link'))
      there.insertContent({ type: 'text', text: typed.trim(), marks: [{ type: 'link', attrs: { href } }] }).run();
    else there.setLink({ href }).run();
  };
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line px-2 py-2">
      <input
        autoFocus
        className="field-box min-w-0 flex-1"
        inputMode="url"
        aria-label={say('rich.linkTo')}
        aria-invalid={isWrong}
        placeholder="https://"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply();
          else if (event.key === 'Escape') {
            onDone();
            chain(editor).run();
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <Button onClick={apply}>{say('rich.linkSet')}</Button>
      {isWrong && (
        <p role="alert" className="w-full text-small font-medium">
          {say('rich.linkWrong')}
        </p>
      )}
    </div>
  );
}

export function RichToolbar({ editor }: { readonly editor: Editor }) {
  const [isLinking, setLinking] = useState(false);
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => [...tools.map(({ name }) => name), 'link'].filter((name) => now.isActive(name)).join(' '),
  }).split(' ');
  return (
    <>
      <div role="toolbar" aria-label={say('rich.toolbar')} onKeyDown={onArrow} className="flex flex-wrap px-2">
        {tools.map((tool, index) => (
          <button
            key={tool.name}
            type="button"
            tabIndex={index === 0 ? 0 : -1}
            aria-label={say(tool.words)}
            title={tipOf(tool)}
            aria-pressed={active.includes(tool.name)}
            className={look}
            // The text keeps its selection.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => tool.run(editor)}
          >
            <tool.Icon size={16} aria-hidden />
          </button>
        ))}
        <button
          type="button"
          tabIndex={-1}
          aria-label={say('rich.link')}
          title={say('rich.link')}
          aria-pressed={active.includes('link')}
          aria-expanded={isLinking}
          className={look}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setLinking(!isLinking)}
        >
          <LinkIcon size={16} aria-hidden />
        </button>
      </div>
      {isLinking && <LinkForm editor={editor} onDone={() => setLinking(false)} />}
    </>
  );
}
