/** What does the message say? Its text, with the quoted part folded; a formatted mail can be looked at as it was sent. */
import type { Message } from '@meanwhile/wire/records.ts';
import { lazy, Suspense, useState } from 'react';
import { say } from '../../../words/say.ts';

const MailFrame = lazy(async () => ({ default: (await import('./mail-frame.tsx')).MailFrame }));

const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g;

/** Text with its web addresses as links. Nothing else is interpreted. */
export function Text({ text }: { readonly text: string }) {
  return (
    <p className="whitespace-pre-wrap wrap-anywhere">
      {text.split(address).map((piece, index) =>
        index % 2 === 0 ? (
          piece
        ) : (
          <a
            key={index}
            href={piece}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="text-accent-text underline underline-offset-2"
          >
            {piece}
          </a>
        ),
      )}
    </p>
  );
}

const toggle = 'self-start rounded-sm text-small text-faint hover:text-ink hover:underline';

export function MessageBody({ message }: { readonly message: Message }) {
  const [isUnfolded, setUnfolded] = useState(false);
  const [asSent, setAsSent] = useState(false);
  const { text, visibleText, html } = message;
  const isFolded = visibleText !== null && visibleText.trim() !== '' && visibleText.trim() !== text.trim();
  const shown = isFolded && !isUnfolded ? visibleText : text;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      {asSent && html !== null ? (
        <Suspense fallback={<Text text={shown} />}>
          <MailFrame message={message} html={html} />
        </Suspense>
      ) : text.trim() === '' ? (
        message.attachments.length === 0 && <p className="text-faint italic">{say('message.empty')}</p>
      ) : (
        <Text text={shown} />
      )}
      {(isFolded || html !== null) && (
        <div className="flex flex-wrap gap-x-4">
          {isFolded && !asSent && (
            <button type="button" aria-expanded={isUnfolded} className={toggle} onClick={() => setUnfolded(!isUnfolded)}>
              {say(isUnfolded ? 'message.unquoted' : 'message.quoted')}
            </button>
          )}
          {html !== null && (
            <button type="button" aria-pressed={asSent} className={toggle} onClick={() => setAsSent(!asSent)}>
              {say(asSent ? 'message.asText' : 'message.asSent')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
