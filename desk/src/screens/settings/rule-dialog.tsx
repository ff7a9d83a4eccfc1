/** One rule: what starts it, what has to hold, what it does, and what it would have met lately. */
import { priorities } from '@meanwhile/core/commitment/priority.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ruleStarts, type Rule, type RuleActions, type RuleConditions, type RuleTried, type SaveRule } from '@meanwhile/wire/rules.ts';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Choice } from '../../parts/choice.tsx';
import { lineOf, listOf } from '../../parts/comma-list.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { Ticks } from '../../parts/ticks.tsx';
import { links } from '../../links.ts';
import { useAct } from '../../sync/act.ts';
import { useAgents, useChannelNames, useTags, useTopics } from '../../sync/people.ts';
import { useMay } from '../../sync/me.ts';
import { useQueues } from '../../sync/queues.ts';
import { say } from '../../words/say.ts';
import { RuleIncident } from './rule-incident.tsx';
import { webhooksQuery } from './settings-data.ts';
import { addRule, changeRule, rulesQuery, tryRule } from './rule-data.ts';

interface Props {
  /** Null: a new one. */
  readonly rule: Rule | null;
  readonly nextPlace: number;
  readonly onClose: () => void;
}

/** As typed: lists of words are one line each. */
interface Draft extends Omit<SaveRule, 'minutesBefore'> {
  readonly minutes: string;
  readonly words: string;
  readonly languages: string;
}

const anything: RuleConditions = { channelIds: [], topicIds: [], tagIds: [], languages: [], words: [], hands: 'any' };
const still: RuleActions = {
  topicId: null,
  tagIds: [],
  assigneeId: null,
  queueId: null,
  priority: null,
  incidentId: null,
  tellIds: [],
  webhookId: null,
};

function draftOf(rule: Rule | null, place: number): Draft {
  const { name, start, isOn, conditions, actions } = rule ?? {
    name: '',
    start: 'customer_wrote' as const,
    isOn: true,
    conditions: anything,
    actions: still,
  };
  return {
    name,
    start,
    isOn,
    conditions,
    actions,
    place: rule?.place ?? place,
    minutes: String(rule?.minutesBefore ?? 60),
    words: lineOf(conditions.words),
    languages: lineOf(conditions.languages),
  };
}

function bodyOf({ minutes, words, languages, conditions, ...rest }: Draft): SaveRule {
  return {
    ...rest,
    name: rest.name.trim(),
    minutesBefore: rest.start === 'time_near' ? Number.parseInt(minutes, 10) : null,
    conditions: { ...conditions, words: listOf(words), languages: listOf(languages.toLowerCase()) },
  };
}

export function RuleDialog({ rule, nextPlace, onClose }: Props) {
  const [draft, setDraft] = useState(() => draftOf(rule, nextPlace));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const save = useAct<void>((_, key) => (rule === null ? addRule(bodyOf(draft), key) : changeRule(rule.id, bodyOf(draft))), {
    done: say('rules.saved'),
    refresh: [rulesQuery.queryKey],
    then: onClose,
    words: { name_taken: 'rules.taken' },
  });
  const { tagIds, tellIds, ...named } = draft.actions;
  const doesNothing = Object.values(named).every((one) => one === null) && tagIds.length + tellIds.length === 0;
  const minutes = Number(draft.minutes);
  const isUntimed = draft.start === 'time_near' && !(Number.isInteger(minutes) && minutes >= 5 && minutes <= 2_880);
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={say(rule === null ? 'rules.add' : 'rules.edit')}
      submit={say('screen.save')}
      onSubmit={() => save.run()}
      busy={save.busy}
      incomplete={draft.name.trim() === '' || doesNothing || isUntimed}
      error={save.error}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={say('rules.name')} autoFocus maxLength={80} value={draft.name} onChange={(name) => change({ name })} />
        <Field label={say('rules.start')}>
          <Select
            options={ruleStarts.map((value) => ({ value, label: say(`rules.start.${value}`) }))}
            value={draft.start}
            onChange={(start) => change({ start })}
          />
        </Field>
        {draft.start === 'time_near' && (
          <TextField
            label={say('rules.minutes')}
            hint={say('rules.minutesHint')}
            inputMode="numeric"
            maxLength={4}
            value={draft.minutes}
            onChange={(text) => change({ minutes: text })}
          />
        )}
      </div>
      <Conditions draft={draft} change={change} />
      <Actions draft={draft} change={change} />
      <Checkbox label={say('rules.isOn')} checked={draft.isOn} onChange={(isOn) => change({ isOn })} />
      {!isUntimed && <Trial draft={draft} />}
    </FormDialog>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

function Conditions({ draft, change }: PartProps) {
  const { conditions } = draft;
  const set = (part: Partial<RuleConditions>) => change({ conditions: { ...conditions, ...part } });
  return (
    <section className="flex flex-col gap-4 border-t border-line pt-4" aria-label={say('rules.conditions')}>
      <h3 className="font-medium">{say('rules.conditions')}</h3>
      <TextField
        label={say('rules.words')}
        hint={say('rules.wordsHint')}
        maxLength={1_000}
        value={draft.words}
        onChange={(words) => change({ words })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={say('rules.languages')}
          hint={say('rules.languagesHint')}
          maxLength={200}
          value={draft.languages}
          onChange={(languages) => change({ languages })}
        />
        <Field label={say('rules.hands')}>
          <Select
            options={(['any', 'nobody', 'somebody'] as const).map((value) => ({ value, label: say(`rules.hands.${value}`) }))}
            value={conditions.hands}
            onChange={(hands) => set({ hands })}
          />
        </Field>
      </div>
      <Ticks
        title={say('rules.channels')}
        all={useChannelNames().data ?? []}
        chosen={conditions.channelIds}
        onChange={(channelIds) => set({ channelIds })}
      />
      <Ticks
        title={say('rules.topics')}
        all={useTopics().data ?? []}
        chosen={conditions.topicIds}
        onChange={(topicIds) => set({ topicIds })}
      />
      <Ticks title={say('rules.tags')} all={useTags().data ?? []} chosen={conditions.tagIds} onChange={(tagIds) => set({ tagIds })} />
    </section>
  );
}

function Actions({ draft: { actions }, change }: PartProps) {
  const agents = useAgents().data ?? [];
  const queues = useQueues().data?.items ?? [];
  const set = (part: Partial<RuleActions>) => change({ actions: { ...actions, ...part } });
  const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ value: id, label: name });
  return (
    <section className="flex flex-col gap-4 border-t border-line pt-4" aria-label={say('rules.actions')}>
      <h3 className="font-medium">{say('rules.actions')}</h3>
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice
          label={say('rules.assignee')}
          none={say('rules.none')}
          value={actions.assigneeId}
          options={agents.map(named)}
          onChange={(assigneeId) => set({ assigneeId })}
        />
        <Choice
          label={say('rules.topic')}
          none={say('rules.none')}
          value={actions.topicId}
          options={(useTopics().data ?? []).map(named)}
          onChange={(topicId) => set({ topicId })}
        />
        <Choice
          label={say('rules.priority')}
          none={say('rules.none')}
          value={actions.priority}
          options={priorities.map((value) => ({ value, label: say(`priority.${value}`) }))}
          onChange={(priority) => set({ priority: priorities.find((one) => one === priority) ?? null })}
        />
        {queues.length > 0 && (
          <Choice
            label={say('rules.queue')}
            none={say('rules.none')}
            value={actions.queueId}
            options={queues.map(named)}
            onChange={(queueId) => set({ queueId })}
          />
        )}
        <RuleIncident chosen={actions.incidentId} onChange={(incidentId) => set({ incidentId })} />
      </div>
      <Ticks title={say('rules.addTags')} all={useTags().data ?? []} chosen={actions.tagIds} onChange={(tagIds) => set({ tagIds })} />
      <Ticks
        title={say('rules.tell')}
        hint={say('rules.tellHint')}
        all={agents}
        chosen={actions.tellIds}
        onChange={(tellIds) => set({ tellIds })}
      />
      <Webhook chosen={actions.webhookId} onChange={(webhookId) => set({ webhookId })} />
    </section>
  );
}

/** Only who may manage webhooks sees where they lead; what an administrator chose stays, without its address, while others change the rest. */
function Webhook({ chosen, onChange }: { readonly chosen: string | null; readonly onChange: (id: string | null) => void }) {
  const mayChoose = useMay('webhook:manage');
  const found = useQuery({ ...webhooksQuery, enabled: mayChoose }).data?.items ?? [];
  const options = found.map(({ id, url }) => ({ value: id, label: url }));
  const isKnown = chosen === null || options.some((one) => one.value === chosen);
  if (chosen === null && options.length === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      <Choice
        label={say('rules.webhook')}
        none={say('rules.none')}
        value={chosen}
        options={isKnown ? options : [...options, { value: chosen, label: say('rules.webhookGone') }]}
        onChange={onChange}
      />
      <p className="text-small text-muted">{say('rules.webhookHint')}</p>
    </div>
  );
}

function Trial({ draft }: { readonly draft: Draft }) {
  const [tried, setTried] = useState<RuleTried | null>(null);
  const trial = useAct<void, RuleTried>(
    () => {
      const { start, minutesBefore, conditions } = bodyOf(draft);
      return tryRule({ start, minutesBefore, conditions });
    },
    { then: setTried },
  );
  return (
    <div className="flex flex-col items-start gap-2 border-t border-line pt-4" aria-live="polite">
      <Button busy={trial.busy} onClick={() => trial.run()}>
        {say('rules.try')}
      </Button>
      <FormError text={trial.error} />
      {tried !== null && (
        <>
          <p>
            {say('rules.met', { met: tried.met, n: tried.lookedAt })} {say('rules.trying')}
          </p>
          {tried.cases.length > 0 && (
            <p className="flex flex-wrap gap-x-3 gap-y-1">
              {tried.cases.map((one) => (
                <Link key={`${one.caseId} ${one.at}`} to={links.case('all', one.caseId)} className="underline" target="_blank">
                  #{one.number}
                </Link>
              ))}
            </p>
          )}
        </>
      )}
    </div>
  );
}
