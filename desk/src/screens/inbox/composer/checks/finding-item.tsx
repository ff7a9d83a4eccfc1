/** One finding, in words, with what can be done about it. What holds an answer back asks for a reason instead of being waved away. */
import { knownWords } from '@meanwhile/core/craft/known-words.ts';
import type { Finding } from '@meanwhile/core/craft/writing.ts';
import type { CustomerFact } from '@meanwhile/wire/facts.ts';
import { Button } from '../../../../parts/button.tsx';
import { say } from '../../../../words/say.ts';
import { readDraft } from '../drafts.ts';
import { askedWords, findingWords } from './finding-words.ts';
import { putInstead, replaced } from './put-instead.ts';

type Reason = (typeof reasons)[number];

export interface FindingItemProps {
  readonly caseId: string;
  readonly finding: Finding;
  /** What is noted of that which is asked for; null where it only stands in what they wrote. */
  readonly known: CustomerFact | null;
  /** The customer's. */
  readonly locale: string;
  readonly onWave: () => void;
  /** Puts the sentence for the delay first; null where none fits. */
  readonly onAdd: (() => void) | null;
  /** Sends as it is, for that reason. */
  readonly onReason: (reason: Reason) => void;
}

const reasons = ['said', 'fine', 'other'] as const;

export function FindingItem({ caseId, finding, known, locale, onWave, onAdd, onReason }: FindingItemProps) {
  const told = known === null ? '' : knownWords(known, locale);
  const canPut = replaced(readDraft(caseId), finding) !== null;
  return (
    <li className="flex flex-col gap-1">
      <p className="wrap-anywhere">{known === null ? findingWords(finding) : askedWords(finding, known)}</p>
      <div className="flex flex-wrap items-center gap-2">
        {finding.check === 'late' ? (
          finding.reason !== 'whatNow' && <LateChoices onAdd={onAdd} onReason={onReason} />
        ) : (
          <>
            {canPut && known !== null && (
              <Button
                size="small"
                className="max-w-full overflow-hidden"
                onClick={() => putInstead(caseId, { ...finding, suggestion: told })}
              >
                <span className="truncate">{told}</span>
              </Button>
            )}
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
