/** What is there to look at before this answer leaves? One line above Send, opened on request; never a dialog. Loaded after the composer. */
import { holdsBack, lookAt, switchedOn } from '@meanwhile/core/craft/look-at.ts';
import { firstNameOf } from '@meanwhile/core/conversation/fill-in.ts';
import type { Finding } from '@meanwhile/core/craft/writing.ts';
import type { NoteCraft } from '@meanwhile/wire/craft.ts';
import type { CaseRow, Message, Note, Thread, Workspace } from '@meanwhile/wire/records.ts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { api } from '../../../../links.ts';
import { notify } from '../../../../parts/toast.tsx';
import { paths } from '../../../../paths.ts';
import { get, isProblem, post } from '../../../../sync/api.ts';
import { readClock } from '../../../../sync/clock.ts';
import { useMe } from '../../../../sync/me.ts';
import { factsOptions } from '../../../../sync/facts.ts';
import { useAgents, useChannelNames } from '../../../../sync/people.ts';
import { putNote } from '../../../../sync/thread-cache.ts';
import { reasonOf } from '../../../../words/reason.ts';
import { say } from '../../../../words/say.ts';
import { readDraft, useDraft } from '../drafts.ts';
import type { FieldHandle } from '../field-handle.ts';
import { knownFor } from './known-for.ts';
import { FindingItem } from './finding-item.tsx';
import { PromiseOffer } from './promise-offer.tsx';
import { putFirst } from './put-instead.ts';
import { useFirstSentence } from './use-first-sentence.ts';
import { forgetWaved, isWaved, noteSeen, waveAway } from './waved.ts';
import { factsHere, firstSentence, writingOf } from './writing-of.ts';
import type { CaseAtHand } from './writing-of.ts';

/** Private data has no public channel to be in yet. */
const shown = switchedOn.filter((name) => name !== 'private');

export interface ChecksProps {
  readonly row: CaseRow;
  readonly messages: readonly Message[];
  readonly commitments: readonly Thread['commitments'][number][];
  readonly locale: string | null;
  /** Asked before sending: true keeps the answer here, and shows why. */
  readonly gate: RefObject<(() => boolean) | null>;
  readonly handle: RefObject<FieldHandle | null>;
  readonly onSend: () => void;
}

function useCaseAtHand({ row, messages, commitments }: ChecksProps): { at: CaseAtHand | null; locale: string } {
  const workspace = useQuery({ queryKey: ['workspace'], queryFn: () => get<Workspace>(paths.workspace) }).data;
  const channel = useChannelNames().data?.find(({ id }) => id === row.channelId);
  const stance = channel?.stance.mode ?? 'async';
  const zone = workspace?.zone;
  const facts = useQuery(factsOptions(row.customer.id)).data;
  const at = useMemo(
    () => (zone === undefined ? null : { row, messages, commitments, facts: facts ?? [], zone, stance }),
    [row, messages, commitments, facts, zone, stance],
  );
  return { at, locale: workspace?.locale ?? 'en' };
}

function openFindings(at: CaseAtHand | null, text: string): readonly Finding[] {
  if (at === null || text.trim() === '') return [];
  return lookAt(writingOf(at, text, readClock()), shown).filter((finding) => !isWaved(at.row.id, finding));
}

/** The reason stays with the case, where the team sees it. */
async function noteReason(caseId: string, reason: string): Promise<void> {
  try {
    putNote(await post<Note>(api.notes(), { caseId, text: say('check.late.noted', { reason }) }));
  } catch (error) {
    notify({ title: say('failed.verb', { reason: reasonOf(error) }), urgent: true });
    if (!isProblem(error)) throw error;
  }
}

export function Checks(props: ChecksProps) {
  const { row, gate, onSend } = props;
  const text = useDeferredValue(useDraft(row.id).text);
  const { at, locale } = useCaseAtHand(props);
  const memberId = useMe().data?.memberId ?? null;
  const name = useAgents().data?.find(({ id }) => id === memberId)?.name ?? null;
  const [isOpen, setOpen] = useState(false);
  const [wavedCount, setWavedCount] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const listId = useId();
  const sentence = useCallback(
    () =>
      at === null || name === null
        ? null
        : firstSentence(at, readClock(), { name: firstNameOf(name) ?? '', locale: props.locale ?? locale }),
    [at, name, props.locale, locale],
  );
  useFirstSentence({ caseId: row.id, inside: root, handle: props.handle }, sentence);
  const words = isOpen ? sentence() : null;
  const findings = useMemo(() => openFindings(at, text), [at, text, wavedCount]);

  useEffect(() => {
    gate.current = () => {
      const standing = openFindings(at, readDraft(row.id).text);
      const isHeld = standing.some(holdsBack);
      if (isHeld) {
        setOpen(true);
        root.current?.focus();
      } else forgetWaved(row.id, standing);
      return isHeld;
    };
    return () => {
      gate.current = null;
    };
  }, [at, gate, row.id]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F8' || findings.length === 0) return;
      event.preventDefault();
      setOpen((was) => !was);
      root.current?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [findings.length]);

  useEffect(() => {
    if (isOpen) for (const finding of findings) noteSeen(row.id, finding);
  }, [isOpen, findings, row.id]);

  const wave = (finding: Finding, reason?: NoteCraft['findings'][number]['reason']) => {
    waveAway(row.id, finding, reason);
    setWavedCount((count) => count + 1);
  };
  return (
    <div ref={root} tabIndex={-1} className="px-2 text-small outline-none">
      {at !== null && <PromiseOffer caseId={row.id} text={text} zone={at.zone} />}
      {findings.length > 0 && (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? listId : undefined}
          onClick={() => setOpen(!isOpen)}
          className="rounded px-1 py-1 text-muted hover:text-ink"
        >
          {say('checks.line', { n: findings.length })}
        </button>
      )}
      {isOpen && findings.length > 0 && (
        <ul
          id={listId}
          aria-label={say('checks.list')}
          className="flex max-h-48 flex-col gap-2 overflow-y-auto border-t border-line px-1 py-2"
        >
          {findings.map((finding) => (
            <FindingItem
              key={`${finding.check} ${finding.quote}`}
              caseId={row.id}
              finding={finding}
              known={knownFor(finding, factsHere(at?.facts ?? [], row.id))}
              locale={props.locale ?? locale}
              onWave={() => wave(finding)}
              onAdd={words === null ? null : () => putFirst(row.id, words)}
              onReason={(reason) => {
                void noteReason(row.id, say(`check.late.${reason}`));
                wave(finding, reason);
                onSend();
              }}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
