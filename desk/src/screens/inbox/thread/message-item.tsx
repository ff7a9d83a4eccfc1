/** One message: who said it, when, by which channel, what became of it, and what was told about time. */
import type { CommitmentRecord, Message } from '@meanwhile/wire/records.ts';
import { ShieldQuestion, TriangleAlert } from 'lucide-react';
import { Avatar } from '../../../parts/avatar.tsx';
import { Chip } from '../../../parts/chip.tsx';
import { say } from '../../../words/say.ts';
import { clockWords, fullWords } from '../../../words/times.ts';
import { ChannelGlyph } from '../channel-glyph.tsx';
import { deliveryLine } from './delivery-words.ts';
import { HeldLine } from './held-line.tsx';
import { MatchedLine } from './matched-line.tsx';
import { matchWords } from './match-words.ts';
import { MessageBody } from './message-body.tsx';
import { isSaid } from './timeline.ts';
import { ToldLine } from './told-line.tsx';

export interface MessageItemProps {
  readonly message: Message;
  readonly told: readonly CommitmentRecord[];
  /** Same author within minutes: the head is left out. */
  readonly joins: boolean;
  readonly memberId: string | null;
  readonly customerName: string;
}

function Badges({ message }: { readonly message: Message }) {
  const isUnproved = message.author.kind === 'customer' && message.senderProof === 'claimed';
  const cc = message.participants.filter((one) => one.role === 'cc');
  return (
    <>
      {message.author.kind === 'assistant' && <Chip>{say('author.assistant')}</Chip>}
      {message.author.kind === 'automation' && <Chip>{say('author.automation')}</Chip>}
      {message.author.kind === 'customer' && message.automatic && <Chip>{say('message.automatic')}</Chip>}
      {message.audience === 'desk' && <Chip>{say('message.deskOnly')}</Chip>}
      {isUnproved && (
        <Chip icon={<ShieldQuestion size={12} aria-hidden />} title={say('message.unprovedWhy')}>
          {say('message.unproved')}
        </Chip>
      )}
      {cc.length > 0 && (
        <span className="truncate text-small text-faint">
          {say('message.cc', { names: cc.map((one) => one.name ?? one.address).join(', ') })}
        </span>
      )}
    </>
  );
}

function Head({ message, name, isOurs }: { readonly message: Message; readonly name: string; readonly isOurs: boolean }) {
  return (
    <header className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
      <Avatar name={message.author.name ?? name} size="small" tone={isOurs ? 'accent' : 'neutral'} />
      <span className="font-semibold wrap-anywhere">{name}</span>
      <Badges message={message} />
      <span className="ml-auto flex items-center gap-1.5 text-small text-faint" title={matchWords(message.matchReason)}>
        <ChannelGlyph type={message.channelType} />
        <time dateTime={message.receivedAt} title={fullWords(message.receivedAt)}>
          {clockWords(message.receivedAt)}
        </time>
      </span>
    </header>
  );
}

export function MessageItem({ message, told, joins, memberId, customerName }: MessageItemProps) {
  const isOurs = message.author.kind !== 'customer';
  const isMine = memberId !== null && message.author.id === memberId;
  const name = isMine ? say('author.you') : (message.author.name ?? (isOurs ? say(`author.${message.author.kind}`) : customerName));
  const line = isOurs && message.state === 'stored' ? deliveryLine(message) : null;
  return (
    <article
      aria-label={`${name}, ${clockWords(message.receivedAt)}`}
      data-message={message.id}
      data-from={message.author.kind}
      className={`flex flex-col gap-2 px-4 md:px-6 ${joins ? 'pt-1 pb-3' : 'py-3'} ${isOurs ? 'bg-ours' : ''} ${joins && isOurs ? '-mt-2' : ''}`}
    >
      {!joins && <Head message={message} name={name} isOurs={isOurs} />}
      <div className="flex max-w-[72ch] flex-col gap-2 md:pl-7">
        {!isSaid(message, told) && <MessageBody message={message} />}
        {message.state === 'held' && <HeldLine message={message} isMine={isMine} />}
        {message.author.kind === 'customer' && (message.channelType === 'email' || message.matchReason === 'by_link') && (
          <MatchedLine message={message} />
        )}
        {told.map((one) => (
          <ToldLine key={one.id} told={one} />
        ))}
        {line !== null && (
          <p className={`flex items-center gap-1.5 text-small ${line.isTrouble ? 'font-medium text-ink' : 'text-faint'}`}>
            {line.isTrouble && <TriangleAlert size={14} aria-hidden className="shrink-0" />}
            {line.words}
          </p>
        )}
      </div>
    </article>
  );
}
