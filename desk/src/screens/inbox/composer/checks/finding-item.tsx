/** One finding, in words, with what can be done about it. What holds an answer back asks for a reason instead of being waved away. */
import type { Finding } from '@meanwhile/core/craft/writing.ts';
import { Button } from '../../../../parts/button.tsx';
import { say } from '../../../../words/say.ts';
import { readDraft } from '../drafts.ts';
import { findingWords } from './finding-words.ts';
import { putInstead, replaced } from './put-instead.ts';

type Reason = (typeof reasons)[number];

export interface FindingItemProps {
  readonly caseId: string;
  readonly finding: Finding;
  readonly onWave: () => void;
  /** Puts the sentence for the delay first; null where none fits. */
  readonly onAdd: (() => void) | null;
  /** Sends as it is, for that reason. */
  readonly onReason: (reason: Reason) => void;
}

const reasons = ['said', 'fine', 'other'] as const;

export function FindingItem({ caseId, finding, onWave, onAdd, onReason }: FindingItemProps) {
  const canPut = replaced(readDraft(caseId), finding) !== null;
  return (
    <li className="flex flex-col gap-1">
      <p className="wrap-anywhere">{findingWords(finding)}</p>
      <div className="flex flex-wrap items-center gap-2">
        {finding.check === 'late' ? (
          finding.reason !== 'whatNow' && <LateChoices onAdd={onAdd} onReason={onReason} />
        ) : (
          <>
            {canPut && (
              <Button size="small" className="max-w-full overflow-hidden" onClick={() => putInstead(caseId, finding)}>
                <span className="truncate">{putWords(finding)}</span>
              </Button>
            )}
            <Button size="small" weight="plain" onClick={onWave}>
              {say(finding.check === 'asked' ? 'check.asked.needed' : 'checks.leave')}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function putWords({ check, suggestion }: Finding): string {
  if (check === 'greeting') return say('check.greeting.go');
  return suggestion === null || suggestion === '' ? say('checks.takeOut') : suggestion;
}

function LateChoices({ onAdd, onReason }: Pick<FindingItemProps, 'onAdd' | 'onReason'>) {
  return (
    <>
      {onAdd !== null && (
        <Button size="small" weight="primary" onClick={onAdd}>
          {say('check.late.add')}
        </Button>
      )}
      <span className="text-muted">{say('check.late.send')}</span>
      {reasons.map((reason) => (
        <Button key={reason} size="small" onClick={() => onReason(reason)}>
          {say(`check.late.${reason}`)}
        </Button>
      ))}
    </>
  );
}
