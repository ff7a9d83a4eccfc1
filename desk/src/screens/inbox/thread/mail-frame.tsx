/**
 * A formatted mail as it was sent, in a frame that can run and load nothing. Its height and its own pictures come from outside: the desk
 * measures the page and puts the pictures in as data.
 */
import type { Message } from '@meanwhile/wire/records.ts';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useInlinePictures } from '../../../sync/inline-pictures.ts';
import { say } from '../../../words/say.ts';
import { mailDocument, mailSandbox } from './mail-document.ts';

export interface MailFrameProps {
  readonly message: Message;
  readonly html: string;
  readonly isFolded: boolean;
}

/** Whoever writes a mail a hundred screens long scrolls inside it. */
const mostPx = 6_000;
const scrollbarPx = 16;

function fit(frame: HTMLIFrameElement, page: Document): void {
  const { scrollWidth, clientWidth } = page.documentElement;
  const heightPx = page.body.scrollHeight + (scrollWidth > clientWidth ? scrollbarPx : 0);
  if (heightPx > mostPx) page.documentElement.style.overflowY = 'auto';
  const bordersPx = frame.offsetHeight - frame.clientHeight;
  frame.style.height = `${Math.min(mostPx, heightPx) + bordersPx}px`;
}

export function MailFrame({ message, html, isFolded }: MailFrameProps) {
  const { srcdoc, hasRemoteImages, canFold } = useMemo(() => mailDocument(html), [html]);
  const pictures = useInlinePictures(message, html);
  const frame = useRef<HTMLIFrameElement>(null);
  const [page, setPage] = useState<Document | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (page === null || element === null) return;
    page.body.className = isFolded && canFold ? 'folded' : '';
    for (const image of page.querySelectorAll<HTMLImageElement>('img[data-cid]')) {
      const data = pictures?.get(image.dataset['cid'] ?? '');
      if (data !== undefined && image.src !== data) image.src = data;
    }
    const watcher = new ResizeObserver(() => fit(element, page));
    watcher.observe(page.body);
    fit(element, page);
    return () => watcher.disconnect();
  }, [page, pictures, isFolded, canFold]);
  return (
    <>
      <iframe
        ref={frame}
        title={say('message.frame')}
        sandbox={mailSandbox}
        referrerPolicy="no-referrer"
        srcDoc={srcdoc}
        onLoad={(event) => setPage(event.currentTarget.contentDocument)}
        className="h-24 w-full rounded-sm border border-line"
      />
      {hasRemoteImages && <p className="text-small text-faint">{say('message.noImages')}</p>}
    </>
  );
}
