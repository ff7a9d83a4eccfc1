/**
 * What has been said so far, by day? Older messages come by button or when the reader scrolls up to it, without moving what is being read.
 * News never scrolls the page: a button offers it.
 */
import { Component, createRef } from 'preact';
import type { Conversation } from '../conversation.ts';
import { day, daysBefore } from '../times.ts';
import type { View } from '../view.ts';
import { ContactAsk } from './contact-ask.tsx';
import { MessageItem, PendingItem } from './message-item.tsx';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
  readonly focus: () => void;
}

interface Snapshot {
  readonly height: number;
  readonly atEnd: boolean;
}

export class HistoryList extends Component<Props> {
  readonly more = createRef<HTMLButtonElement>();

  override componentDidMount(): void {
    // Only the reader's own scrolling fetches more; being put at the end on opening does not.
    const look = () => {
      const top = this.more.current?.getBoundingClientRect().top;
      if (top !== undefined && top > -200) void this.props.conversation.earlier();
    };
    window.addEventListener('wheel', look, { passive: true });
    window.addEventListener('touchmove', look, { passive: true });
  }

  override getSnapshotBeforeUpdate(): Snapshot {
    const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
    return { height: scrollHeight, atEnd: scrollTop + clientHeight >= scrollHeight - 40 };
  }

  /**
   * To the end after the first load of something, after sending, and for who is there while their own message and the question after it grow;
   * kept in place when older messages are put above; never for an answer, and never past the sentence of an empty conversation.
   */
  override componentDidUpdate({ view: before }: Props, _state: unknown, snapshot: Snapshot): void {
    const page = document.documentElement;
    const { loaded, messages, pending, news } = this.props.view;
    const known = before.messages[0];
    const olderAbove = known && messages[0]?.id !== known.id && messages.some(({ id }) => id === known.id);
    if (olderAbove) page.scrollTop += page.scrollHeight - snapshot.height;
    else if (isEmpty(this.props.view)) return;
    else if ((loaded && !before.loaded) || pending.length > before.pending.length || (snapshot.atEnd && !news))
      page.scrollTop = page.scrollHeight;
  }

  override render() {
    const { view, conversation, focus } = this.props;
    const { say, settings, messages, pending, earlier, session, loaded } = view;
    const { locale, brand } = settings;
    const voice = { say, locale, brand };
    const headings = messages.map(({ at }) => headingOf(at, view));
    const about = session?.proof === 'site' ? 'empty.messenger' : 'empty.messenger.thisDevice';
    return (
      <section class="history" aria-label={say('label.conversation', { brand })}>
        {loaded && isEmpty(view) && <p class="about">{say(about, { brand })}</p>}
        {earlier !== null && (
          <button type="button" class="more" ref={this.more} onClick={() => void conversation.earlier()}>
            {say('label.earlier')}
          </button>
        )}
        <ol>
          {messages.flatMap((message, index) => [
            headings[index] !== headings[index - 1] && (
              <li class="day" key={`day ${message.id}`}>
                <span>{headings[index]}</span>
              </li>
            ),
            <MessageItem key={message.id} message={message} {...voice} />,
          ])}
          {pending.map((mine) => (
            <PendingItem key={mine.clientId} mine={mine} conversation={conversation} {...voice} />
          ))}
        </ol>
        <ContactAsk view={view} conversation={conversation} done={focus} />
      </section>
    );
  }
}

export const isEmpty = ({ messages, pending }: View): boolean => messages.length + pending.length === 0;

function headingOf(at: string, { say, settings }: View): string {
  const now = new Date();
  const days = daysBefore(at, now);
  return days < 1 ? say('label.today') : days === 1 ? say('label.yesterday') : day(at, settings.locale, now);
}
