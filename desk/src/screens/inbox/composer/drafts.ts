/**
 * What has been written and not sent? One draft per case: on this device at once, on the server 600 ms after the last key. It outlives
 * navigation and reload, and nothing but sending or the writer empties it. Notes stay on this device until added.
 */
import type { Attachment, Draft, Thread } from '@meanwhile/wire/records.ts';
import { useSyncExternalStore } from 'react';
import { api } from '../../../links.ts';
import { del, get, isProblem, put } from '../../../sync/api.ts';
import { putDraft } from '../../../sync/thread-cache.ts';

export type DraftFile = Pick<Attachment, 'id' | 'name' | 'sizeBytes'>;
export interface LocalDraft {
  readonly text: string;
  /** The same formatted; null while it is plain text. */
  readonly html: string | null;
  readonly files: readonly DraftFile[];
  /** Pictures that `html` shows. */
  readonly pictures: readonly DraftFile[];
  readonly note: string;
  /** The newest message of the conversation its writer had seen when they began; null = nothing is written. */
  readonly begunSeq: number | null;
  /** Messages that came since and were read by the writer. */
  readonly readIds: readonly string[];
  /** The server's revision this one builds on; 0 = it has none. */
  readonly revision: number;
  readonly state: 'clean' | 'unsaved' | 'saving' | 'failed' | 'conflict';
  /** The other version, while `state` is `conflict`. */
  readonly other: Draft | null;
  /** Same text, same key: sending again after a lost answer cannot send twice. */
  readonly sendKey: string | null;
  /** The same for the note. */
  readonly noteKey: string | null;
}

const nothing = { text: '', html: null, files: [], pictures: [], begunSeq: null, readIds: [] } as const;
const blank: LocalDraft = { ...nothing, note: '', revision: 0, state: 'clean', other: null, sendKey: null, noteKey: null };
const pauseMs = 600;
const drafts = new Map<string, LocalDraft>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** The server's revision that was seen last: a draft that is gone then was there before. */
const seenRevisions = new Map<string, number>();
const listeners = new Set<() => void>();
const storageKey = (caseId: string) => `meanwhile.draft.${caseId}`;

function restore(caseId: string): LocalDraft {
  const stored = localStorage.getItem(storageKey(caseId));
  if (stored === null) return blank;
  try {
    return { ...blank, ...(JSON.parse(stored) as Partial<LocalDraft>), other: null };
  } catch {
    // Not ours or cut off: better no draft than a broken screen.
    return blank;
  }
}

export function readDraft(caseId: string): LocalDraft {
  const known = drafts.get(caseId) ?? restore(caseId);
  drafts.set(caseId, known);
  return known;
}

function write(caseId: string, change: Partial<LocalDraft>): void {
  const next = { ...readDraft(caseId), ...change };
  drafts.set(caseId, next);
  const isEmpty = next.text === '' && next.note === '' && next.files.length === 0 && next.pictures.length === 0;
  if (isEmpty) localStorage.removeItem(storageKey(caseId));
  else localStorage.setItem(storageKey(caseId), JSON.stringify(next));
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useDraft = (caseId: string): LocalDraft => useSyncExternalStore(subscribe, () => readDraft(caseId));

/** `noteKey`: the key it was tried under, when it comes back after a lost answer. */
export function editNote(caseId: string, note: string, noteKey: string | null = null): void {
  write(caseId, { note, noteKey });
}
/** `text` without `html` is plain text. */
export function editDraft(caseId: string, change: Partial<Pick<LocalDraft, 'text' | 'html' | 'files' | 'pictures'>>): void {
  const plain = change.text !== undefined && change.html === undefined ? { html: null, pictures: [] } : {};
  write(caseId, { ...plain, ...change, sendKey: null, state: readDraft(caseId).state === 'conflict' ? 'conflict' : 'unsaved' });
  schedule(caseId);
}
export const isWritten = (draft: Pick<LocalDraft, 'text' | 'files' | 'pictures'>): boolean =>
  draft.text.trim() !== '' || draft.files.length > 0 || draft.pictures.length > 0;

function schedule(caseId: string): void {
  const running = timers.get(caseId);
  if (running !== undefined) clearTimeout(running);
  timers.set(
    caseId,
    setTimeout(() => void save(caseId), pauseMs),
  );
}

/** What the server has, when the case is opened. A draft of this device that was not saved yet wins and is saved. */
export function adoptDraft(caseId: string, server: Draft | null, begun: Pick<LocalDraft, 'begunSeq' | 'readIds'>): void {
  const mine = readDraft(caseId);
  const had = seenRevisions.get(caseId) ?? 0;
  seenRevisions.set(caseId, server?.revision ?? 0);
  if (mine.state === 'unsaved' || mine.state === 'failed') return schedule(caseId);
  if (mine.state !== 'clean') return;
  // It was sent or thrown away on another device: what was saved there and not touched here goes as well.
  if (server === null && had > 0 && had === mine.revision) return write(caseId, { ...nothing, revision: 0, sendKey: null });
  if (server === null || server.revision <= mine.revision) return;
  write(caseId, { ...takenFrom(server, mine), ...begun });
}

function takenFrom(server: Draft, mine: LocalDraft): Partial<LocalDraft> {
  const named = (id: string): DraftFile =>
    [...mine.files, ...mine.pictures].find((file) => file.id === id) ?? { id, name: '', sizeBytes: 0 };
  const { text, html, revision } = server;
  return { text, html, revision, files: server.attachmentIds.map(named), pictures: server.inlineAttachmentIds.map(named) };
}

/** What is sent and saved of it. */
export function bodyOf({ text, html, files, pictures }: Pick<LocalDraft, 'text' | 'html' | 'files' | 'pictures'>) {
  const attachmentIds = files.map((file) => file.id);
  return html === null ? { text, attachmentIds } : { html, attachmentIds, inlineAttachmentIds: pictures.map((file) => file.id) };
}

async function save(caseId: string): Promise<void> {
  timers.delete(caseId);
  const mine = readDraft(caseId);
  if (mine.state !== 'unsaved' && mine.state !== 'failed') return;
  write(caseId, { state: 'saving' });
  const sent = { ...bodyOf(mine), revision: mine.revision };
  try {
    const saved = await put<Draft>(api.draft(caseId), sent);
    putDraft(caseId, saved);
    const now = readDraft(caseId);
    // It was sent while it was being saved: the server must not keep a second copy.
    if (now.state === 'clean' && !isWritten(now)) return void (await forgetDraft(caseId));
    write(caseId, { revision: saved.revision, ...(now.state === 'saving' ? { state: 'clean' } : {}) });
  } catch (error) {
    if (isProblem(error, 'revision_conflict')) return compareOrWait(caseId);
    if (readDraft(caseId).state === 'saving') write(caseId, { state: 'failed' });
    if (isProblem(error, 'unreachable', 'database_away'))
      timers.set(
        caseId,
        setTimeout(() => void save(caseId), 10 * pauseMs),
      );
    else if (!isProblem(error)) throw error;
  }
}

async function compareOrWait(caseId: string): Promise<void> {
  try {
    await compare(caseId);
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (readDraft(caseId).state === 'saving') write(caseId, { state: 'failed' });
    timers.set(
      caseId,
      setTimeout(() => void save(caseId), 10 * pauseMs),
    );
  }
}

/** Somebody, perhaps I in another tab, saved another one: the same text is no conflict. */
async function compare(caseId: string): Promise<void> {
  const server = (await get<Thread>(api.thread(caseId))).draft;
  const mine = readDraft(caseId);
  if (mine.state === 'clean') return;
  if (server !== null && wordsOf(server.text) !== wordsOf(mine.text) && server.text.trim() !== '')
    return write(caseId, { state: 'conflict', other: server });
  // The answer to our own save was lost: it is saved.
  if (server !== null && isSame(server, mine) && mine.state === 'saving')
    return write(caseId, { revision: server.revision, state: 'clean' });
  write(caseId, { revision: server?.revision ?? 0, state: 'unsaved' });
  schedule(caseId);
}

const isSame = (server: Draft, { text, html, files, pictures }: LocalDraft): boolean =>
  (html === null ? server.html === null && server.text === text : server.html === html) &&
  server.attachmentIds.join() === files.map((file) => file.id).join() &&
  server.inlineAttachmentIds.join() === pictures.map((file) => file.id).join();

const wordsOf = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export function settleConflict(caseId: string, keep: 'mine' | 'other'): void {
  const { other } = readDraft(caseId);
  if (other === null) return;
  if (keep === 'mine') {
    write(caseId, { revision: other.revision, state: 'unsaved', other: null });
    return schedule(caseId);
  }
  write(caseId, { ...takenFrom(other, readDraft(caseId)), state: 'clean', other: null, sendKey: null });
}

/** Takes the draft out to be sent, with the key it is sent under. */
export function takeDraft(caseId: string): LocalDraft & { readonly sendKey: string } {
  const running = timers.get(caseId);
  if (running !== undefined) clearTimeout(running);
  timers.delete(caseId);
  const taken = { ...readDraft(caseId), sendKey: readDraft(caseId).sendKey ?? crypto.randomUUID() };
  // Kept on the device until the server has it: a closed browser must not lose it.
  write(caseId, { ...nothing, state: 'clean', other: null, sendKey: null });
  localStorage.setItem(storageKey(caseId), JSON.stringify({ ...taken, state: 'unsaved' }));
  return taken;
}

/** It is a message now; the server drops its draft in the same transaction. */
export function settleSent(caseId: string): void {
  seenRevisions.delete(caseId);
  putDraft(caseId, null);
  write(caseId, { revision: 0 });
}

async function forgetDraft(caseId: string): Promise<void> {
  settleSent(caseId);
  try {
    await del(api.draft(caseId));
  } catch (error) {
    // Not being there is what we want; unreachable, the next save of this draft settles it.
    if (!isProblem(error)) throw error;
  }
}

/** Where the writer began, and what they have read since: kept with the draft, for the server to judge when it is sent. */
export function noteRead(caseId: string, read: Partial<Pick<LocalDraft, 'begunSeq' | 'readIds'>>): void {
  write(caseId, read);
}

/** Throws away what is written; notes stay. */
export function discardDraft(caseId: string): void {
  write(caseId, { ...nothing, sendKey: null, state: 'unsaved', other: null });
  schedule(caseId);
}

export type Written = Pick<LocalDraft, 'text' | 'html' | 'files' | 'pictures'>;

/** Puts what was written back into the field; what was written meanwhile stays below it. */
export function giveBack(caseId: string, back: Written, more: Partial<Pick<LocalDraft, 'sendKey' | 'begunSeq' | 'readIds'>> = {}): void {
  const now = readDraft(caseId);
  const isAlone = !isWritten(now) || (now.text === back.text && now.html === back.html);
  const html = isAlone ? back.html : back.html === null && now.html === null ? null : `${asHtml(back)}${asHtml(now)}`;
  const once = (files: readonly DraftFile[], added: readonly DraftFile[]) => [
    ...added.filter((file) => !files.some((known) => known.id === file.id)),
    ...files,
  ];
  write(caseId, {
    text: isAlone ? back.text : `${back.text}\n\n${now.text}`,
    html,
    files: once(now.files, back.files),
    pictures: once(now.pictures, back.pictures),
    state: 'unsaved',
    ...more,
    sendKey: isAlone ? (more.sendKey ?? null) : null,
  });
  schedule(caseId);
}

function asHtml({ text, html }: Pick<LocalDraft, 'text' | 'html'>): string {
  if (html !== null) return html;
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe
    .split('\n\n')
    .map((part) => `<p>${part.replaceAll('\n', '<br>')}</p>`)
    .join('');
}
