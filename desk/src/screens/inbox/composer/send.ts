/** How does an answer leave? The field is free at once; a refused or lost one comes back into it, and a held one can be taken back. */
import type { CaseRow, Message, Note } from '@meanwhile/wire/records.ts';
import { api } from '../../../links.ts';
import { dismiss, notify } from '../../../parts/toast.tsx';
import { call, get, isProblem, patch, post, put, refusedAfterLoss } from '../../../sync/api.ts';
import { readClock } from '../../../sync/clock.ts';
import { lostCodes } from '../../../sync/lost.ts';
import { keys, queryClient } from '../../../sync/query.ts';
import { dropMessage, knownMessage, putMessage, putNote } from '../../../sync/thread-cache.ts';
import { failedWords, reasonOf } from '../../../words/reason.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import { nameOf } from '../list/due.ts';
import { takeOutcomes } from './checks/waved.ts';
import { bodyOf, editNote, giveBack, readDraft, settleSent, takeDraft } from './drafts.ts';
import { choosePromise, promiseIn } from './promise-choice.ts';
import { thenOf } from './send-choice.ts';
import type { SendChoice } from './send-choice.ts';
import { secondsLeft, undoWindowMs } from './undo-window.ts';
import { chooseWay, rememberWay, takeWay, viaOf, wayOfMessage } from './way-choice.ts';

export interface Sending {
  readonly row: CaseRow;
  readonly choice: SendChoice;
  /** Planned for then, instead of going out after its undo time. */
  readonly sendAt?: string | undefined;
  /** Goes back to the case, after a refusal elsewhere. */
  readonly show: () => void;
}

export async function sendReply({ row, choice, sendAt, show }: Sending): Promise<void> {
  const draft = takeDraft(row.id);
  const way = takeWay(row.id);
  const body = {
    caseId: row.id,
    ...bodyOf(draft),
    ...(sendAt === undefined ? { undoMs: undoWindowMs(row.dueAt, readClock()) } : { sendAt }),
    then: thenOf(choice),
    ...promiseIn(row.id, draft.text),
    ...viaOf(way),
    ...(draft.begunSeq === null ? {} : { seenSeq: draft.begunSeq, readIds: draft.readIds }),
  };
  try {
    const message = await post<Message>(api.messages(), body, draft.sendKey);
    putMessage(message);
    rememberWay(message.id, way);
    announce(row, message);
    settleSent(row.id);
    void reportCraft(row.id, message.id);
    choosePromise(row.id, null);
  } catch (error) {
    const isLost = isProblem(error, ...lostCodes);
    if (way !== null) chooseWay(row.id, way);
    giveBack(row.id, draft, { sendKey: isLost ? draft.sendKey : null, begunSeq: draft.begunSeq, readIds: draft.readIds });
    // What came in stands above the field then.
    if (isProblem(error, 'window_closed', 'no_way_to_reach', 'address_suppressed'))
      void queryClient.invalidateQueries({ queryKey: ['ways', row.id] });
    if (isProblem(error, 'conflict', 'answered_meanwhile')) void queryClient.invalidateQueries({ queryKey: keys.thread(row.id) });
    const title = isLost
      ? say('sent.lost')
      : isProblem(error, 'conflict')
        ? say('sent.newer')
        : isProblem(error, 'answered_meanwhile')
          ? say('sent.crossed')
          : say('sent.refused', { reason: reasonOf(error) });
    notify({ title, urgent: true, lastsMs: 15_000, action: { label: say('sent.show'), run: show } });
    if (!isProblem(error)) throw error;
  }
}

/** How often the checks are right is worth a request, and no word to anybody where it fails: the answer has gone. */
async function reportCraft(caseId: string, messageId: string): Promise<void> {
  const findings = takeOutcomes(caseId);
  if (findings.length === 0) return;
  try {
    await put(api.messageCraft(messageId), { findings });
  } catch (error) {
    if (!isProblem(error)) throw error;
  }
}

function announce(row: CaseRow, message: Message): void {
  const left = secondsLeft(message.releaseAt, readClock());
  const name = nameOf(row);
  if (message.sendAt !== null) {
    const title = say('later.done', { name, when: momentWords(message.sendAt) });
    notify({ title, undo: () => void undoSend(row.id, message.id) });
    return;
  }
  if (message.state !== 'held' || left === 0) {
    notify({ title: say('sent.now', { name }) });
    return;
  }
  const toast = notify({ title: say('sent.held', { name }), undo: () => void undoSend(row.id, message.id), lastsMs: left * 1_000 });
  setTimeout(() => dismiss(toast), left * 1_000);
}

/** Refused on being repeated: the try whose answer was lost has sent it. */
async function reschedule(messageId: string, sendAt: string | null): Promise<Message> {
  try {
    return await patch<Message>(api.message(messageId), { sendAt });
  } catch (error) {
    if (sendAt !== null || !isProblem(error, 'already_sent', 'not_scheduled') || !refusedAfterLoss.has(error)) throw error;
    return get<Message>(api.message(messageId));
  }
}

/** Another time for a planned reply; null = now. Whoever decides has the thread before them. */
export async function moveSend(message: Message, sendAt: string | null): Promise<void> {
  try {
    putMessage(await reschedule(message.id, sendAt));
    notify({ title: sendAt === null ? say('later.gone') : say('later.moved', { when: momentWords(sendAt) }) });
  } catch (error) {
    const title = isProblem(error, 'already_sent', 'not_scheduled') ? say('sent.tooLate') : failedWords(error);
    notify({ title, urgent: true });
    if (!isProblem(error)) throw error;
  }
}

interface TakenBack {
  readonly text: string;
  readonly html: string | null;
  readonly attachmentIds: readonly string[];
  readonly inlineAttachmentIds: readonly string[];
}

/** When only the answer was lost, the second try finds it gone: then what stood in the thread is what comes back. */
async function takeBack(messageId: string, known: Message | undefined): Promise<TakenBack> {
  try {
    return await call<TakenBack>('DELETE', api.message(messageId));
  } catch (error) {
    if (known === undefined || !isProblem(error, 'not_found')) throw error;
    const idsOf = (isInline: boolean) => known.attachments.filter((file) => file.inline === isInline).map((file) => file.id);
    return { text: known.text, html: known.html, attachmentIds: idsOf(false), inlineAttachmentIds: idsOf(true) };
  }
}

/** Takes a held reply back; its text stands in the field again. */
export async function undoSend(caseId: string, messageId: string): Promise<void> {
  const known = knownMessage(messageId);
  try {
    const back = await takeBack(messageId, known);
    dropMessage(messageId);
    const way = wayOfMessage(messageId);
    if (way !== null) chooseWay(caseId, way);
    const filesOf = (ids: readonly string[]) => ids.map((id) => ({ id, name: '', sizeBytes: 0 }));
    giveBack(caseId, { ...back, files: filesOf(back.attachmentIds), pictures: filesOf(back.inlineAttachmentIds) });
    notify({ title: say('sent.undone') });
  } catch (error) {
    const title = isProblem(error, 'already_sent') ? say('sent.tooLate') : failedWords(error);
    notify({ title, urgent: true });
    if (!isProblem(error)) throw error;
  }
}

export async function addNote(row: CaseRow): Promise<void> {
  const { note, noteKey } = readDraft(row.id);
  const key = noteKey ?? crypto.randomUUID();
  editNote(row.id, '');
  try {
    putNote(await post<Note>(api.notes(), { caseId: row.id, text: note }, key));
  } catch (error) {
    const isLost = isProblem(error, ...lostCodes);
    const meanwhile = readDraft(row.id).note;
    if (meanwhile === '') editNote(row.id, note, isLost ? key : null);
    else editNote(row.id, `${note}\n\n${meanwhile}`);
    notify({ title: isLost ? say('sent.lost') : say('sent.refused', { reason: reasonOf(error) }), urgent: true });
    if (!isProblem(error)) throw error;
  }
}
