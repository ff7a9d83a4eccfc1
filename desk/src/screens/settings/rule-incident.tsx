/** To which incident does a rule link its cases? Those that are not closed, and the one it names although it is; nothing where there is none. */
import { Choice } from '../../parts/choice.tsx';
import { useLinkable } from '../../sync/incidents.ts';
import { say } from '../../words/say.ts';

export interface RuleIncidentProps {
  readonly chosen: string | null;
  readonly onChange: (incidentId: string | null) => void;
}

export function RuleIncident({ chosen, onChange }: RuleIncidentProps) {
  const incidents = useLinkable() ?? [];
  const options = incidents.map(({ id, title }) => ({ value: id, label: title }));
  if (chosen === null && options.length === 0) return null;
  const isKnown = chosen === null || options.some((one) => one.value === chosen);
  return (
    <Choice
      label={say('incidents.rule')}
      none={say('rules.none')}
      value={chosen}
      options={isKnown ? options : [...options, { value: chosen, label: say('incidents.ruleClosed') }]}
      onChange={onChange}
    />
  );
}
