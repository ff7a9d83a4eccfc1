/** What came with the mail that is more than a file: an invitation, a mail in the mail, a signature, something closed. Nothing here is a badge of trust. */
import type { Attachment, Message } from '@meanwhile/wire/records.ts';
import type { FileAbout, Invitation } from '@meanwhile/wire/file-about.ts';
import { CalendarDays, KeyRound, Lock, Mail } from 'lucide-react';
import { useNow } from '../../../sync/clock.ts';
import { say } from '../../../words/say.ts';
import { fullWords } from '../../../words/times.ts';
import { AnswerInvitation } from './answer-invitation.tsx';
import { isSame, whenWords, withWords } from './invitation-words.ts';
import { shortened } from './link-words.ts';

const card = 'flex min-w-0 flex-col gap-1 rounded-sm border border-line bg-surface px-3 py-2 text-small';

interface InvitationCardProps {
  readonly message: Message;
  readonly fileId: string;
  readonly about: Invitation;
}

function InvitationCard({ message, fileId, about }: InvitationCardProps) {
  const nowAt = useNow();
  const who = withWords(about.attendees);
  return (
    <section aria-label={say(`invitation.${about.method}`)} className={card}>
      <p className="flex items-center gap-2 text-faint">
        <CalendarDays size={14} aria-hidden className="shrink-0" />
        {say(`invitation.${about.method}`)}
      </p>
      <p className={`font-semibold wrap-anywhere ${about.method === 'cancel' ? 'line-through' : ''}`}>
        {about.title === '' ? say('invitation.untitled') : about.title}
      </p>
      <p className="wrap-anywhere">
        {whenWords(about, nowAt)}
        {about.isRecurring && ` · ${say('invitation.repeats')}`}
      </p>
      {about.place !== '' && <p className="wrap-anywhere text-muted">{say('invitation.place', { place: shortened(about.place) })}</p>}
      {about.organiser !== null && (
        <p className="wrap-anywhere text-muted">{say('invitation.from', { name: about.organiser.name ?? about.organiser.address })}</p>
      )}
      {who !== null && <p className="wrap-anywhere text-muted">{who}</p>}
      <AnswerInvitation message={message} fileId={fileId} about={about} />
      <p className="text-faint">{say('invitation.unproved')}</p>
    </section>
  );
}

function InnerMail({ file, about }: { readonly file: Attachment; readonly about: Extract<FileAbout, { kind: 'mail' }> }) {
  return (
    <details className={card}>
      <summary className="cursor-pointer wrap-anywhere">
        <Mail size={14} aria-hidden className="mr-2 inline-block text-faint" />
        <span className="text-faint">
          {about.from === '' ? say('innerMail.titlePlain') : say('innerMail.title', { from: about.from })}
        </span>{' '}
        <span className="font-semibold">{about.subject}</span>
      </summary>
      {about.sentAt !== null && <p className="text-faint">{fullWords(about.sentAt)}</p>}
      <p className="whitespace-pre-wrap wrap-anywhere">{about.text === '' ? say('innerMail.noText') : about.text}</p>
      <a href={file.url} target="_blank" rel="noopener noreferrer" className="self-start text-accent-text underline underline-offset-2">
        {say('innerMail.open')}
      </a>
    </details>
  );
}

type Protection = Extract<FileAbout, { kind: 'signed' | 'encrypted' }>;

/** Also PGP in the text itself: older programs send no part of its own. */
function protectionOf({ attachments, text }: Pick<Message, 'attachments' | 'text'>): Protection | null {
  const marked = attachments.map(({ about }) => about).filter((about) => about?.kind === 'signed' || about?.kind === 'encrypted');
  const closed = marked.find((about) => about?.kind === 'encrypted') ?? marked[0];
  if (closed?.kind === 'signed' || closed?.kind === 'encrypted') return closed;
  const block = /^-----BEGIN PGP (SIGNED )?MESSAGE-----\s*$/m.exec(text);
  if (block === null) return null;
  return { kind: block[1] === undefined ? 'encrypted' : 'signed', by: 'pgp' };
}

/** The whole mail inside its signature (RFC 8551 §3.5.2): what was written is in that file alone. */
const isWrapped = (attachments: Message['attachments']): boolean =>
  attachments.some(({ about, mediaType }) => about?.kind === 'signed' && /\/(?:x-)?pkcs7-mime$/.test(mediaType));

function ProtectionLine({ found, isWhole }: { readonly found: Protection; readonly isWhole: boolean }) {
  const Icon = found.kind === 'encrypted' ? Lock : KeyRound;
  return (
    <p className="flex items-center gap-2 text-small text-faint">
      <Icon size={14} aria-hidden className="shrink-0" />
      {isWhole && found.kind === 'signed' ? say('signed.whole') : say(`${found.kind}.${found.by}`)}
    </p>
  );
}

export function FilesAbout({ message }: { readonly message: Message }) {
  const found = protectionOf(message);
  const invitations: { readonly fileId: string; readonly about: Invitation }[] = [];
  for (const { id: fileId, about } of message.attachments)
    if (about?.kind === 'invitation' && !invitations.some((known) => isSame(known.about, about))) invitations.push({ fileId, about });
  return (
    <>
      {found !== null && <ProtectionLine found={found} isWhole={isWrapped(message.attachments)} />}
      {invitations.map(({ fileId, about }) => (
        <InvitationCard key={fileId} message={message} fileId={fileId} about={about} />
      ))}
      {message.attachments.map((file) => (file.about?.kind === 'mail' ? <InnerMail key={file.id} file={file} about={file.about} /> : null))}
    </>
  );
}
