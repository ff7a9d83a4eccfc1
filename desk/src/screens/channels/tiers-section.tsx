/** Which tiers of customers are there? One line of short keys; who has which is chosen at the customer. */
import { tiers } from '@meanwhile/wire/tiers.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { lineOf, listOf } from '../../parts/comma-list.ts';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { saveTiers, tiersQuery } from '../../sync/tiers.ts';
import { say } from '../../words/say.ts';

export function TiersSection() {
  const found = useQuery(tiersQuery);
  const mayChange = useMay('policy:manage');
  return (
    <Section title={say('tiers.title')} lead={say('tiers.lead')}>
      <QueryView of={found} rows={1}>
        {({ keys }) =>
          mayChange ? <TierLine key={keys.join()} keys={keys} /> : <p>{keys.length === 0 ? say('tier.none') : keys.join(', ')}</p>
        }
      </QueryView>
    </Section>
  );
}

function TierLine({ keys }: { readonly keys: readonly string[] }) {
  const [line, setLine] = useState(lineOf(keys));
  const wanted = listOf(line.toLowerCase());
  const isGood = tiers.safeParse({ keys: wanted }).success;
  const save = useAct<readonly string[]>(saveTiers, { done: say('screen.saved'), refresh: [tiersQuery.queryKey] });
  return (
    <form
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) save.run(wanted);
      }}
    >
      <TextField
        label={say('tiers.keys')}
        hint={say('tiers.hint')}
        error={isGood ? null : say('tiers.bad')}
        maxLength={500}
        value={line}
        onChange={setLine}
        className="min-w-0 flex-1 basis-64"
      />
      <Button type="submit" busy={save.busy} disabled={!isGood || wanted.join() === keys.join()} className="sm:mt-6">
        {say('screen.save')}
      </Button>
      <FormError text={save.error} />
    </form>
  );
}
