/** What does the message say? A formatted mail as it was sent, everything else as text; the quoted part folded, and what came with it. */
import type { Attachment, Message } from '@meanwhile/wire/records.ts';
import { lazy, Suspense, useState } from 'react';
import { inlinePicturesOf } from '../../../sync/inline-pictures.ts';
import { say } from '../../../words/say.ts';
import { Files } from './files.tsx';
import { linkPieces, shortLink, shownLink } from './link-words.ts';

const loadFrame = async () => ({ default: (await import('./mail-frame.tsx')).MailFrame });
const MailFrame = lazy(loadFrame);
const FilesAbout = lazy(async () => ({ default: (await import('./file-about.tsx')).FilesAbout }));
// Fetched once the first thread stands, so that a formatted mail does not show as text first.
setTimeout(() => void loadFrame(), 500);

/** Text with its web addresses as links. Nothing else is interpreted. */
export function Text({ text }: { readonly text: string }) {
  return (
    <p className="whitespace-pre-wrap wrap-anywhere">
      {linkPieces(text).map((piece, index) =>
        index % 2 === 0 ? (
          piece
        ) : (
          <a
            key={index}
            href={piece}
            title={shownLink(piece)}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="text-accent-text underline underline-offset-2"
          >
            {shortLink(shownLink(piece))}
          </a>
        ),
      )}
    </p>
  );
}

/** What such a file says is shown by itself, so it is not listed once more. A signature is: whoever can check it needs the file. */
const isWrapping = ({ about }: Attachment) => about?.kind === 'mail';
const hasMore = ({ author, attachments, text }: Message) =>
  author.kind === 'customer' && (attachments.some(({ about }) => Boolean(about)) || text.includes('-----BEGIN PGP '));

/** Its customer was forgotten: nothing is left of it, not even whom it went to, which an empty mail still says. */
const isForgotten = ({ state, text, html, attachments, participants }: Message) =>
  state === 'stored' && text === '' && html === null && attachments.length === 0 && participants.length === 0;

/** What stands where words were, until their customer was forgotten. */
export function Forgotten() {
  return <p className="text-small text-faint italic">{say('message.forgotten')}</p>;
}

const toggle = 'self-start rounded-sm text-small text-faint hover:text-ink hover:underline';

export function MessageBody({ message }: { readonly message: Message }) {
  const [isUnfolded, setUnfolded] = useState(false);
  const [asText, setAsText] = useState(false);
  if (isForgotten(message)) return <Forgotten />;
  const { text, visibleText, html } = message;
  const formatted = asText || html?.trim() === '' ? null : html;
  const isShortened = visibleText !== null && visibleText.trim() !== '' && visibleText.trim() !== text.trim();
  const canFold = isShortened && (formatted === null || formatted.includes('data-quoted='));
  const shown = isShortened && !isUnfolded ? visibleText : text;
  const seen = formatted === null ? [] : inlinePicturesOf(message);
  return (
    <>
      <div className="flex min-w-0 flex-col gap-1.5">
        {formatted !== null ? (
          <Suspense fallback={<Text text={shown} />}>
            <MailFrame message={message} html={formatted} isFolded={canFold && !isUnfolded} />
          </Suspense>
        ) : text.trim() === '' ? (
          message.attachments.length === 0 && <p className="text-faint italic">{say('message.empty')}</p>
        ) : (
          <Text text={shown} />
        )}
        {(canFold || html !== null) && (
          <div className="flex flex-wrap gap-x-4">
            {canFold && (
              <button type="button" aria-expanded={isUnfolded} className={toggle} onClick={() => setUnfolded(!isUnfolded)}>
                {say(isUnfolded ? 'message.unquoted' : 'message.quoted')}
              </button>
            )}
            {html !== null && (
              <button type="button" aria-pressed={asText} className={toggle} onClick={() => setAsText(!asText)}>
                {say(asText ? 'message.asSent' : 'message.asText')}
              </button>
            )}
          </div>
        )}
      </div>
      {hasMore(message) && (
        <Suspense fallback={null}>
          <FilesAbout message={message} />
        </Suspense>
      )}
      <Files files={message.attachments.filter((file) => !seen.includes(file) && !(hasMore(message) && isWrapping(file)))} />
    </>
  );
}
