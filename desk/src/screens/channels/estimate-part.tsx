/** How often are times told to be kept, what would an estimate say now, and may it shorten what is told? The level holds for every channel. */
import { useQuery } from '@tanstack/react-query';
import { Field } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Select } from '../../parts/select.tsx';
import { Switch } from '../../parts/switch.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { changeChannel, channelsQuery } from './channels-data.ts';
import { estimateQuery, minutesWords, saveEstimate } from './coverage-data.ts';
import type { ChannelCoverage, EstimateSettings } from '@meanwhile/wire/coverage.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

const levels = [90, 95, 98] as const;

export function EstimatePart({ of, channel }: { readonly of: ChannelCoverage; readonly channel: Channel }) {
  const settings = useQuery(estimateQuery).data;
  const mayChoose = useMay('policy:manage');
  const mayManage = useMay('channel:manage');
  const refresh = [['coverage'], ['entry'], estimateQuery.queryKey, channelsQuery.queryKey];
  const choose = useAct<EstimateSettings>(saveEstimate, { done: say('screen.saved'), refresh });
  const sooner = useAct<boolean>((tellsSooner) => changeChannel(channel.id, { tellsSooner }), { done: say('screen.saved'), refresh });
  return (
    <div className="flex max-w-160 flex-col gap-3">
      {settings === undefined ? null : (
        <Field label={say('estimate.level')} hint={say('estimate.levelHint')} className="w-full max-w-96">
          <Select
            options={levels.map((n) => ({ value: String(n), label: say('estimate.levelOption', { n }), ...windowOf(of, n) }))}
            value={String(settings.keptPercent)}
            onChange={(value) => choose.run({ ...settings, keptPercent: Number(value) as EstimateSettings['keptPercent'] })}
            disabled={!mayChoose || choose.busy}
          />
        </Field>
      )}
      <FormError text={choose.error} />
      <Now of={of.estimate} />
      <Switch
        label={say('estimate.sooner')}
        hint={say('estimate.soonerHint')}
        checked={channel.tellsSooner}
        onChange={sooner.run}
        disabled={!mayManage || sooner.busy}
      />
      <FormError text={sooner.error} />
    </div>
  );
}

/** The reply time this level would mean by the newest answers; nothing where too few are known. */
function windowOf(of: ChannelCoverage, percent: number): { readonly hint?: string } {
  const minutes = of.windows.find((one) => Math.round(one.level * 100) === percent)?.replyWithinMinutes ?? null;
  return minutes === null ? {} : { hint: minutesWords(minutes) };
}

function Now({ of }: { readonly of: ChannelCoverage['estimate'] }) {
  if (of === null) return <p className="text-muted">{say('estimate.nobody')}</p>;
  const { answeredBy, waitingCount, handleMinutes, handleBasis } = of;
  return (
    <div className="flex flex-col gap-1">
      <p>
        {answeredBy === null
          ? say(of.why === 'plan_ends' ? 'estimate.planEnds' : 'estimate.few')
          : say('estimate.now', { at: dayAndTime(answeredBy) })}
      </p>
      <p className="text-small text-muted">
        {say(handleBasis === 'starter' ? 'estimate.fromStarter' : 'estimate.fromMeasured', { n: waitingCount, minutes: handleMinutes })}
      </p>
    </div>
  );
}
