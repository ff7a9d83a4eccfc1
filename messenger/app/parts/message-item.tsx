/** How does one message stand in the history: who, what, when, and under our own what was told when it arrived? */
import type { ComponentChildren } from 'preact';
import type { MessengerAttachment, MessengerMessage } from '@meanwhile/wire/messenger.ts';
import type { Conversation } from '../conversation.ts';
import { clock, size } from '../times.ts';
import type { Pending } from '../view.ts';
import type { Say } from '../words.ts';
import { MessageText } from './message-text.tsx';

interface Voice {
  readonly say: Say;
  readonly locale: string;
  readonly brand: string;
}

export function MessageItem({ message, say, locale, brand }: { message: MessengerMessage } & Voice) {
  const at = clock(message.at, locale);
  const own = message.from === 'you';
  const by = message.automatic ? say('label.automatic') : (message.authorName ?? brand);
  const way = message.channelType === 'email' ? [say('contact.why.email')] : [];
  return (
    <Bubble
      own={own}
      who={own ? say('label.you') : by}
      text={message.text}
      files={<Files files={message.attachments} say={say} locale={locale} />}
    >
      <p class="meta">
        {own ? [message.told ?? say('own.received.only', { received: at }), ...way].join(' · ') : [by, at, ...way].join(' · ')}
      </p>
    </Bubble>
  );
}

export function PendingItem({ mine, conversation, say, locale }: { mine: Pending; conversation: Conversation } & Voice) {
  const { outbox } = conversation;
  return (
    <Bubble own who={say('label.you')} text={mine.text} files={<Files files={mine.files} say={say} locale={locale} />}>
      {mine.state === 'failed' ? (
        <div class="failed">
          <p>{say('own.failed')}</p>
          <button type="button" onClick={() => outbox.again(mine.clientId)}>
            {say('own.failed.again')}
          </button>
          <button type="button" onClick={() => conversation.edit(mine.clientId)}>
            {say('own.failed.edit')}
          </button>
        </div>
      ) : (
        <p class="meta">{mine.state === 'sending' ? say('own.sending') : say('own.received.only', { received: clock(mine.at, locale) })}</p>
      )}
    </Bubble>
  );
}

function Bubble(props: { own: boolean; who: string; text: string; files: ComponentChildren; children: ComponentChildren }) {
  return (
    <li class={props.own ? 'own' : 'us'}>
      <div class="bubble">
        <span class="vh">{props.who}: </span>
        {props.text && <MessageText text={props.text} />}
        {props.files}
      </div>
      {props.children}
    </li>
  );
}

function Files({ files, say, locale }: { files: readonly MessengerAttachment[]; say: Say; locale: string }) {
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map(({ id, name, mediaType, sizeBytes, held, url }) => {
        const words = held ? say(`file.${held}`, { name }) : name;
        const label = [<span dir="auto">{words}</span>, ' ', <span class="meta">{size(sizeBytes, locale)}</span>];
        // No address yet: its message is not in the history, or the scanner has not let it out.
        if (!url) return <li key={id}>{label}</li>;
        return (
          <li key={id}>
            <a href={url} target="_blank" rel="noopener noreferrer">
              {/^image\/(png|jpeg|gif|webp|avif)$/.test(mediaType) && <img src={url} alt="" loading="lazy" />}
              {label}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
