/**
 * A time that the people planned cannot keep: how many would hear later, what can be kept, and the three ways on. Who goes on all the same says why,
 * which stands on Today for fourteen days. Shown where a channel is opened, and where a reply time, opening hours or the plan are changed.
 */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { isProblem } from '../../sync/api.ts';
import { say, type WordKey } from '../../words/say.ts';
import { spanText } from './channel-words.ts';
import { isReason, OverrideReason } from './override-reason.tsx';

export interface UnkeepableTime {
  /** Open minutes that are told. */
  readonly toldMinutes: number;
  readonly lateInHundred: number;
  /** Open minutes; null: none of those tried can be kept. */
  readonly achievableMinutes: number | null;
}

interface Props {
  readonly of: UnkeepableTime;
  /** What is being done: opening, or telling another time; else hours or a shift. */
  readonly when?: 'open' | 'hours' | 'shift';
  /** Tells the time that can be kept instead. */
  readonly onTake?: (minutes: number) => void;
  readonly onAnyway: (because: string) => void;
  readonly busy: boolean;
}

const words = {
  open: { refused: 'gate.refused', ask: 'override.ask', title: 'override.title', go: 'override.open' },
  hours: { refused: 'gate.refusedHours', ask: 'override.askHours', title: 'override.titleHours', go: 'override.goHours' },
  shift: { refused: 'gate.refusedShift', ask: 'override.askShift', title: 'override.titleShift', go: 'override.goShift' },
} as const satisfies Record<string, Record<string, WordKey>>;

export function GateRefused({ of, when = 'open', onTake, onAnyway, busy }: Props) {
  const [asking, setAsking] = useState(false);
  const { toldMinutes, lateInHundred, achievableMinutes } = of;
  const achievable = achievableMinutes === null ? null : spanText(achievableMinutes);
  return (
    <div role="alert" className="flex flex-col items-start gap-3 rounded border border-line bg-sunken p-3">
      <p>
        {say(words[when].refused, { told: spanText(toldMinutes), share: lateInHundred })}{' '}
        {achievable === null ? say('gate.noneKeepable') : say('gate.achievable', { span: achievable })}
      </p>
      {asking ? (
        <WhyAnyway when={when} share={lateInHundred} busy={busy} onBack={() => setAsking(false)} onAnyway={onAnyway} />
      ) : (
        <div className="flex flex-wrap gap-2">
          {achievableMinutes === null || onTake === undefined ? null : (
            <Button weight="primary" busy={busy} onClick={() => onTake(achievableMinutes)}>
              {say('gate.take', { span: achievable! })}
            </Button>
          )}
          {when === 'shift' ? null : (
            <Link to={links.team()} className={buttonClass()}>
              {say('gate.changePlan')}
            </Link>
          )}
          <Button onClick={() => setAsking(true)}>{say(words[when].ask)}</Button>
        </div>
      )}
    </div>
  );
}

interface WhyProps extends Pick<Props, 'onAnyway' | 'busy'> {
  readonly when: keyof typeof words;
  readonly share: number;
  readonly onBack: () => void;
}

function WhyAnyway({ when, share, busy, onBack, onAnyway }: WhyProps) {
  const [because, setBecause] = useState('');
  return (
    <>
      <p>
        <span className="font-medium">{say(words[when].title)}</span> {say('override.lead', { share })}
      </p>
      <div className="w-full">
        <OverrideReason because={because} onBecause={setBecause} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onBack}>{say('override.back')}</Button>
        <Button weight="primary" busy={busy} disabled={!isReason(because)} onClick={() => onAnyway(because.trim())}>
          {say(words[when].go)}
        </Button>
      </div>
    </>
  );
}

/** What the server found, where it refused for this reason; else null. */
export function unkeepableIn(error: unknown): UnkeepableTime | null {
  if (!isProblem(error, 'reply_time_unkeepable')) return null;
  const { toldMinutes, lateInHundred, achievableMinutes } = error.findings[0] ?? {};
  return typeof toldMinutes === 'number' && typeof lateInHundred === 'number'
    ? { toldMinutes, lateInHundred, achievableMinutes: typeof achievableMinutes === 'number' ? achievableMinutes : null }
    : null;
}

/** The same of a channel that may not be opened, whose reply time is known. */
export function tooLateIn(error: unknown, toldMinutes: number | null): UnkeepableTime | null {
  if (toldMinutes === null || !isProblem(error, 'channel_gate_failing')) return null;
  const found = error.findings.find((one) => one['why'] === 'too_late');
  if (error.findings.length !== 1 || typeof found?.['lateInHundred'] !== 'number') return null;
  const { lateInHundred, achievableMinutes } = found;
  return { toldMinutes, lateInHundred, achievableMinutes: typeof achievableMinutes === 'number' ? achievableMinutes : null };
}
