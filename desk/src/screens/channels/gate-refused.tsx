/** A reply time that the people planned cannot keep: how many would be late, what can be kept instead, or the reason why it is told all the same. */
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { isProblem } from '../../sync/api.ts';
import { say } from '../../words/say.ts';
import { spanText } from './channel-words.ts';

export interface UnkeepableTime {
  readonly lateInHundred: number;
  /** Open minutes; null: none of those tried can be kept. */
  readonly achievableMinutes: number | null;
}

interface Props {
  readonly of: UnkeepableTime;
  readonly because: string;
  readonly onBecause: (because: string) => void;
  readonly onTake: (minutes: number) => void;
}

export function Unkeepable({ of: { lateInHundred, achievableMinutes }, because, onBecause, onTake }: Props) {
  return (
    <div role="alert" className="flex flex-col items-start gap-3 rounded border border-line bg-sunken p-3">
      <p>{say('reply.unkeepable', { n: lateInHundred })}</p>
      {achievableMinutes === null ? (
        <p>{say('reply.noneKeepable')}</p>
      ) : (
        <Button onClick={() => onTake(achievableMinutes)}>{say('reply.takeKeepable', { span: spanText(achievableMinutes) })}</Button>
      )}
      <div className="w-full">
        <TextField
          label={say('reply.unkeepableBecause')}
          hint={say('reply.unkeepableHint')}
          maxLength={300}
          value={because}
          onChange={onBecause}
        />
      </div>
    </div>
  );
}

/** What the server found, where it refused for this reason; else null. */
export function unkeepableIn(error: unknown): UnkeepableTime | null {
  if (!isProblem(error, 'reply_time_unkeepable')) return null;
  const { lateInHundred, achievableMinutes } = error.findings[0] ?? {};
  return {
    lateInHundred: typeof lateInHundred === 'number' ? lateInHundred : 100,
    achievableMinutes: typeof achievableMinutes === 'number' ? achievableMinutes : null,
  };
}
