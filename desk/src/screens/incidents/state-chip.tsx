/** Is it still so? A word in a frame; no colour of commitments, which are about time. */
import type { Incident } from '@meanwhile/wire/incidents.ts';
import { Chip } from '../../parts/chip.tsx';
import { say } from '../../words/say.ts';

export function StateChip({ state }: Pick<Incident, 'state'>) {
  return <Chip tone={state === 'open' ? 'accent' : 'neutral'}>{say(`incidents.state.${state}`)}</Chip>;
}
