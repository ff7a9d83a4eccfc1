/** Why a channel is open, or a time is told, though a test fails: asked for wherever somebody goes on all the same, and how long it holds. */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { overrideDays } from '@meanwhile/core/stance/three-tests.ts';
import { TextField } from '../../parts/text-field.tsx';
import { readClock } from '../../sync/clock.ts';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';

export const isReason = (because: string): boolean => because.trim().length >= limits.overrideReasonMinChars;

export function OverrideReason({ because, onBecause }: { readonly because: string; readonly onBecause: (because: string) => void }) {
  const date = day(new Date(readClock() + overrideDays * dayMs).toISOString());
  return (
    <TextField
      label={say('override.reason')}
      hint={say('override.hint', { date })}
      maxLength={limits.overrideReasonChars}
      value={because}
      onChange={onBecause}
    />
  );
}
