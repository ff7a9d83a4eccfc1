/** Who else is looking at this case, or writing: said in the head of the thread, to colleagues only. */
import { Chip } from '../../../parts/chip.tsx';
import { useOnlookers } from '../../../sync/presence.ts';
import { say } from '../../../words/say.ts';

export function Onlookers({ caseId }: { readonly caseId: string }) {
  const people = useOnlookers(caseId);
  const first = people.find((one) => one.writing) ?? people[0];
  const words =
    first === undefined
      ? null
      : first.writing
        ? say('onlookers.writing', { name: first.name })
        : people.length > 1
          ? say('onlookers.more', { name: first.name, n: people.length - 1 })
          : say('onlookers.looking', { name: first.name });
  return (
    <span role="status" className="max-w-60 min-w-0 shrink-0 truncate" title={people.map(({ name }) => name).join(', ')}>
      {words !== null && <Chip>{words}</Chip>}
    </span>
  );
}
