/** What do customers read first who write of danger or an outage, and how often are the checks on answers right? */
import { UrgentLines } from './urgent-lines.tsx';
import { CraftRatesSection } from './craft-rates.tsx';

export function WordingSection() {
  return (
    <>
      <UrgentLines />
      <CraftRatesSection />
    </>
  );
}
