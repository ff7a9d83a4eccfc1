/** Which letters act in the inbox, and which commands stand in the command bar while it is open? */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useMemo } from 'react';
import { useCommands } from '../../shell/commands.ts';
import type { Command } from '../../shell/commands.ts';
import { useKeys } from '../../shell/keys.ts';
import { collectTyping } from '../../shell/typed-ahead.ts';
import { useMay, useMe } from '../../sync/me.ts';
import { useQueues } from '../../sync/queues.ts';
import {
  assignCase,
  markSpam,
  releaseCase,
  reopenCase,
  resolveCase,
  takeBackUrgency,
  unmarkSpam,
  unmergeCase,
  waitOn,
  wakeCase,
} from '../../sync/verbs.ts';
import { say } from '../../words/say.ts';
import { conversationPage } from './conversation-page.ts';
import type { Inbox } from './inbox-state.ts';
import { takeNext } from './take-next.ts';

/** Resolving goes on to the next case; the toast has the way back. */
export function resolveAndGoOn(inbox: Inbox, row: CaseRow): void {
  if (inbox.openId === row.id) inbox.goOn(row.id);
  void resolveCase(row);
}

/** Spam goes from sight; the toast has the way back and lets its sender in again. */
function spamAndGoOn(inbox: Inbox, row: CaseRow): void {
  if (inbox.openId === row.id) inbox.goOn(row.id);
  void markSpam(row);
}

export function useInboxKeys(inbox: Inbox): void {
  const mayWrite = useMay('case:write');
  const maySend = useMay('message:send');
  const mayNote = useMay('note:write');
  const mayKnow = useMay('customer:write');
  const { subject, openId } = inbox;
  const onOpen = (mode: 'reply' | 'note') => () => {
    if (subject === undefined) return;
    if (openId === null) inbox.open(subject.id);
    inbox.write(mode);
  };
  const onRow = (act: (row: CaseRow) => void) => (mayWrite && subject !== undefined ? () => act(subject) : undefined);
  const { selection } = inbox;
  const hasChosen = mayWrite && selection.ids.size > 0;
  const choose = (by: 0 | 1) =>
    mayWrite && subject !== undefined ? () => (by === 0 ? selection.toggle(subject.id) : selection.reach(subject.id)) : undefined;
  // A dialog on its way takes the next keys itself.
  useKeys(
    inbox.dialog !== null
      ? {}
      : {
          j: () => inbox.move(1),
          k: () => inbox.move(-1),
          ArrowDown: openId === null ? () => inbox.move(1) : undefined,
          ArrowUp: openId === null ? () => inbox.move(-1) : undefined,
          Enter: openId === null && subject !== undefined ? () => inbox.open(subject.id) : undefined,
          Escape: hasChosen ? selection.clear : openId === null ? undefined : inbox.close,
          x: choose(0),
          X: choose(1),
          '!': hasChosen
            ? () => inbox.doForChosen({ verb: 'spam' })
            : onRow((row) => (row.spam ? void unmarkSpam(row) : spamAndGoOn(inbox, row))),
          r: maySend ? onOpen('reply') : undefined,
          n: mayNote ? onOpen('note') : undefined,
          e: hasChosen
            ? () => inbox.doForChosen({ verb: 'resolve' })
            : onRow((row) => (row.state === 'resolved' ? void reopenCase(row) : resolveAndGoOn(inbox, row))),
          s: hasChosen ? () => inbox.setDialog('snooze') : onRow(() => inbox.setDialog('snooze')),
          a: hasChosen ? () => inbox.setDialog('assign') : onRow(() => inbox.setDialog('assign')),
          m: onRow((row) => (row.mergedIntoId === null ? inbox.setDialog('merge') : void unmergeCase(row))),
          u: onRow((row) => void takeBackUrgency(row)),
          o: mayKnow && openId !== null && subject !== undefined ? () => inbox.setDialog('fact') : undefined,
          f: () => inbox.setDialog('filter'),
          c: maySend ? () => inbox.setDialog('first') : undefined,
          '/': () => {
            collectTyping();
            inbox.setDialog('search');
          },
        },
  );
}

/** What can be done to this row now, as commands; also the content of the thread's menu. */
export function verbsOf(inbox: Inbox, row: CaseRow, memberId: string | null, myName: string): readonly Command[] {
  const group = say('command.here');
  const verb = (id: string, label: string, run: () => void, keys?: string): Command => ({
    id,
    label,
    group,
    run,
    ...(keys === undefined ? {} : { keys }),
  });
  const isMine = memberId !== null && row.assignee?.id === memberId;
  return [
    row.state === 'resolved'
      ? verb('reopen', say('verb.reopen'), () => void reopenCase(row), 'e')
      : verb('resolve', say('verb.resolve'), () => resolveAndGoOn(inbox, row), 'e'),
    ...(row.snoozedUntil === null
      ? [verb('snooze', say('verb.snooze'), () => inbox.setDialog('snooze'), 's')]
      : [verb('wake', say('verb.wake'), () => void wakeCase(row))]),
    verb('assign', say('verb.assign'), () => inbox.setDialog('assign'), 'a'),
    ...(memberId !== null && !isMine
      ? [verb('take', say('verb.assignMe'), () => void assignCase(row, { id: memberId, name: myName }))]
      : []),
    ...(row.assignee === null ? [] : [verb('release', say('verb.release'), () => void releaseCase(row))]),
    ...(row.ball === 'us' ? [verb('waitCustomer', say('verb.waitCustomer'), () => void waitOn(row, 'customer'))] : []),
    ...(row.ball === 'other' ? [] : [verb('waitOther', say('verb.waitOther'), () => void waitOn(row, 'other'))]),
    row.mergedIntoId === null
      ? verb('merge', say('verb.merge'), () => inbox.setDialog('merge'), 'm')
      : verb('unmerge', say('verb.unmerge'), () => void unmergeCase(row)),
    ...(inbox.openId === row.id ? [verb('split', say('verb.split'), () => inbox.setDialog('split'))] : []),
    verb('incident', say('incidents.linkTitle'), () => inbox.setDialog('incident')),
    verb('print', say('verb.print'), () => void window.open(conversationPage(row.id, 'print'), '_blank', 'noopener')),
    verb('export', say('verb.export'), () => window.location.assign(conversationPage(row.id, 'export'))),
    ...(row.urgency === null ? [] : [verb('notUrgent', say('verb.notUrgent'), () => void takeBackUrgency(row), 'u')]),
    row.spam
      ? verb('notSpam', say('verb.notSpam'), () => void unmarkSpam(row))
      : verb('spam', say('verb.spam'), () => spamAndGoOn(inbox, row), '!'),
  ];
}

export function useInboxCommands(inbox: Inbox): void {
  const me = useMe().data;
  const mayWrite = useMay('case:write');
  const maySend = useMay('message:send');
  const mayNote = useMay('note:write');
  const hasQueues = (useQueues().data?.items.length ?? 0) > 0;
  const { subject } = inbox;
  const commands = useMemo((): readonly Command[] => {
    const first: readonly Command[] = maySend
      ? [{ id: 'first', label: say('first.title'), group: say('command.go'), keys: 'c', run: () => inbox.setDialog('first') }]
      : [];
    const search: Command = {
      id: 'search',
      label: say('keys.search'),
      group: say('command.go'),
      keys: '/',
      run: () => inbox.setDialog('search'),
    };
    const next: readonly Command[] =
      mayWrite && hasQueues
        ? [{ id: 'takeNext', label: say('command.takeNext'), group: say('command.go'), run: () => void takeNext(inbox) }]
        : [];
    if (subject === undefined) return [...first, ...next, search];
    const verbs = mayWrite ? verbsOf(inbox, subject, me?.memberId ?? null, me?.user?.name ?? '') : [];
    const reply: Command = {
      id: 'reply',
      label: say('verb.reply'),
      group: say('command.here'),
      keys: 'r',
      run: () => inbox.write('reply'),
    };
    const note: Command = { id: 'note', label: say('verb.note'), group: say('command.here'), keys: 'n', run: () => inbox.write('note') };
    const isOpen = inbox.openId !== null;
    return [...(maySend && isOpen ? [reply] : []), ...(mayNote && isOpen ? [note] : []), ...verbs, ...first, ...next, search];
  }, [inbox, subject, me, mayWrite, maySend, mayNote, hasQueues]);
  useCommands('inbox', commands);
}
