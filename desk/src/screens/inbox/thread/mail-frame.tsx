/** A formatted mail as it was sent, in a frame that can run and load nothing. It cannot tell its height either, so the reader may drag it. */
import type { Message } from '@meanwhile/wire/records.ts';
import { useMemo } from 'react';
import { say } from '../../../words/say.ts';
import { mailDocument } from './mail-document.ts';

export function MailFrame({ message, html }: { readonly message: Message; readonly html: string }) {
  const { srcdoc, hasRemoteImages } = useMemo(() => {
    const inline = message.attachments.flatMap(({ contentId, url }) =>
      contentId === null ? [] : [[contentId, new URL(url, window.location.href).href] as const],
    );
    const origin = new URL(inline[0]?.[1] ?? window.location.href).origin;
    return mailDocument(html, new Map(inline), origin);
  }, [message.attachments, html]);
  return (
    <>
      {hasRemoteImages && <p className="mb-2 rounded-sm bg-sunken px-3 py-1.5 text-small text-muted">{say('message.noImages')}</p>}
      <iframe
        title={say('message.frame')}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={srcdoc}
        className="h-96 min-h-40 w-full resize-y rounded-sm border border-line"
      />
    </>
  );
}
