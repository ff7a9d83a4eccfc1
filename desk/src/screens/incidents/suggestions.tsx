/** Which open cases may be about it? Named with what they share; a person decides, one by one or all at once. */
import { useQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import type { Incident, IncidentSuggestion } from '@meanwhile/wire/incidents.ts';
import { Button } from '../../parts/button.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { linkTo } from '../../sync/incident-deeds.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { CaseLine } from './case-line.tsx';
import { suggestionsQuery } from './incidents-data.ts';

export function Suggestions({ incident }: { readonly incident: Incident }) {
  const suggestions = useQuery(suggestionsQuery(incident.id));
  const mayWrite = useMay('case:write');
  const found = suggestions.data ?? [];
  const all =
    mayWrite && found.length > 1 ? (
      <Button onClick={() => void linkTo(incident, found)}>{say('incidents.linkAll', { n: found.length })}</Button>
    ) : undefined;
  return (
    <Section title={say('incidents.suggested')} lead={say('incidents.suggestedLead')} action={all}>
      <QueryView of={suggestions} rows={2}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-muted">{say('incidents.suggestedNone')}</p>
          ) : (
            <ul aria-label={say('incidents.suggested')} className="flex flex-col divide-y divide-line rounded border border-line">
              {items.map((one) => (
                <CaseLine
                  key={one.caseId}
                  of={one}
                  aside={becauseWords(one)}
                  action={
                    mayWrite ? (
                      <IconButton
                        label={say('incidents.linkOne', { n: one.number })}
                        icon={<Link2 size={16} aria-hidden />}
                        onClick={() => void linkTo(incident, [one])}
                      />
                    ) : undefined
                  }
                />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

/** Of words their first letters are known. */
const becauseWords = ({ because, words }: IncidentSuggestion): string =>
  because === 'topic' ? say('incidents.because.topic') : say('incidents.because.words', { words: words.join('…, ') });
