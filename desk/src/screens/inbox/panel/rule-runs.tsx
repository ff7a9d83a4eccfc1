/** What did rules do to this case, newest first? Nothing stands here where none did anything. */
import { useQuery } from '@tanstack/react-query';
import type { RuleRun } from '@meanwhile/wire/rules.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import { ruleRunsQuery } from '../../settings/rule-data.ts';
import { PanelSection } from './panel-section.tsx';

const mostShown = 8;

export function RuleRuns({ caseId }: { readonly caseId: string }) {
  const runs = useQuery(ruleRunsQuery(caseId)).data?.items ?? [];
  if (runs.length === 0) return null;
  return (
    <PanelSection title={say('rules.runs')}>
      <ul className="flex flex-col gap-2">
        {runs.slice(0, mostShown).map((run) => (
          <li key={`${run.ruleId} ${run.at}`} className="text-small">
            <span className="wrap-anywhere">{run.ruleName}</span>
            <span className="block text-faint">
              {momentWords(Date.parse(run.at))} · {outcomeWords(run)}
            </span>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}

function outcomeWords({ outcome, why }: RuleRun): string {
  return why === 'webhook_off' ? say('rules.run.webhookOff') : say(`rules.run.${outcome}`);
}
