/** Do we come? Three answers to an invitation, sent like any answer and taken back like one, and what was answered last. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../../links.ts';
import { Button } from '../../../parts/button.tsx';
import { FormError } from '../../../parts/form-error.tsx';
import { dismiss, notify } from '../../../parts/toast.tsx';
import { useAct } from '../../../sync/act.ts';
import { post } from '../../../sync/api.ts';
import { threadOptions } from '../../../sync/cases.ts';
import { readClock } from '../../../sync/clock.ts';
import { useMay } from '../../../sync/me.ts';
import { putMessage } from '../../../sync/thread-cache.ts';
import { say } from '../../../words/say.ts';
import { undoSend } from '../composer/send.ts';
import { secondsLeft, undoWindowMs } from '../composer/undo-window.ts';
import type { Invitation } from '@meanwhile/wire/file-about.ts';
import type { Message } from '@meanwhile/wire/records.ts';

interface AnswerInvitationProps {
  readonly message: Message;
  readonly fileId: string;
  readonly about: Invitation;
}

const choices = [
  ['accepted', 'invitation.accept'],
  ['tentative', 'invitation.maybe'],
  ['declined', 'invitation.decline'],
] as const;
type Choice = (typeof choices)[number][0];

/** Only a request whose organiser is the one who wrote: nobody else is written to unasked. */
function isAsked({ author, participants }: Message, { method, organiser }: Invitation): boolean {
  const from = participants.find(({ role }) => role === 'from')?.address;
  return author.kind === 'customer' && method === 'request' && organiser !== null && organiser.address === from;
}

/** What the newest answer of ours to this invitation says, as far as the thread is loaded. */
function useAnswered({ caseId, receivedAt }: Message, { title, startAt }: Invitation): Choice | null {
  const pages = useInfiniteQuery({ ...threadOptions(caseId), enabled: false }).data?.pages ?? [];
  const answers = pages
    .flatMap((page) => page.messages)
    .filter((message) => message.author.kind !== 'customer' && message.receivedAt >= receivedAt)
    .toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
    .flatMap(({ attachments }) => attachments)
    .flatMap(({ about }) => (about?.kind === 'invitation' && about.method === 'reply' ? [about] : []));
  const found = answers.find((one) => one.title === title && (one.startAt === null || one.startAt === startAt));
  const answer = found?.attendees[0]?.answer;
  return answer === undefined || answer === 'none' ? null : answer;
}

export function AnswerInvitation({ message, fileId, about }: AnswerInvitationProps) {
  const mayAnswer = useMay('message:send');
  const answered = useAnswered(message, about);
  const title = about.title === '' ? say('invitation.untitled') : about.title;
  const send = useAct<Choice, Message>(
    (as, key) => {
      const text = say(`invitation.text.${as}`, { title });
      return post<Message>(
        api.invitationAnswers(message.id),
        { attachmentId: fileId, as, text, undoMs: undoWindowMs(null, readClock()) },
        key,
      );
    },
    {
      then: (sent) => {
        putMessage(sent);
        const lastsMs = secondsLeft(sent.releaseAt, readClock()) * 1_000;
        const name = about.organiser?.name ?? about.organiser?.address ?? '';
        const toast = notify({ title: say('invitation.sent', { name }), undo: () => void undoSend(sent.caseId, sent.id), lastsMs });
        setTimeout(() => dismiss(toast), lastsMs);
      },
    },
  );
  if (!isAsked(message, about)) return null;
  return (
    <>
      {answered === null ? null : <p role="status">{say(`invitation.yours.${answered}`)}</p>}
      {mayAnswer ? (
        <div className="flex flex-wrap gap-2 py-1">
          {choices.map(([as, word]) => (
            <Button key={as} size="small" aria-pressed={answered === as} disabled={send.busy} onClick={() => send.run(as)}>
              {say(word)}
            </Button>
          ))}
        </div>
      ) : null}
      <FormError text={send.error} />
    </>
  );
}
