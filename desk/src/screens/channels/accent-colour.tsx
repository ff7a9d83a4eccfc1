/** Which colour carries the messenger, and can people read text on it? The chosen shade and the one used under text, side by side. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Field, TextInput } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { currentLanguage, say } from '../../words/say.ts';
import { textSetting } from './channel-words.ts';
import { changeChannel, channelsQuery } from './channels-data.ts';
import { checkAccent, isHexColour } from './contrast.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import type { AccentCheck } from './contrast.ts';

/** What the messenger uses where none is chosen. */
const usualAccent = '#4f46e5';

export function AccentColour({ channel }: { readonly channel: Channel }) {
  const [text, setText] = useState(textSetting(channel, 'accent') || usualAccent);
  const check = checkAccent(text);
  const save = useAct<string>((accent) => changeChannel(channel.id, { settings: { accent } }), {
    done: say('screen.saved'),
    refresh: [channelsQuery.queryKey],
  });
  return (
    <Section title={say('web.look')}>
      <form
        noValidate
        className="flex flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (check !== null) save.run(check.chosen);
        }}
      >
        <div className="flex w-full items-start gap-2">
          <Field
            label={say('web.accent')}
            hint={say('web.accentHint')}
            error={check === null ? say('web.accentBad') : null}
            className="w-64"
          >
            <div className="flex gap-2">
              <TextInput spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
              <input
                type="color"
                aria-label={say('web.accent')}
                className="h-9 w-12 shrink-0 rounded border border-edge bg-surface p-1"
                value={isHexColour(text) ? text.toLowerCase() : usualAccent}
                onChange={(event) => setText(event.target.value)}
              />
            </div>
          </Field>
        </div>
        {check === null ? null : <BothShades check={check} />}
        <FormError text={save.error} />
        <Button type="submit" busy={save.busy} disabled={check === null}>
          {say('screen.save')}
        </Button>
      </form>
    </Section>
  );
}

function BothShades({ check }: { readonly check: AccentCheck }) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-6">
        <Shade label={say('web.accentChosen')} colour={check.chosen} ratio={check.chosenRatio} />
        <Shade label={say('web.accentText')} colour={check.forText} ratio={check.forTextRatio} withText />
      </div>
      <p role="status" className="text-small text-muted">
        {say(check.passes ? 'web.accentFine' : 'web.accentDarkened')}
      </p>
    </div>
  );
}

interface ShadeProps {
  readonly label: string;
  readonly colour: string;
  readonly ratio: number;
  readonly withText?: boolean;
}

function Shade({ label, colour, ratio, withText = false }: ShadeProps) {
  const shown = new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 1 }).format(ratio);
  return (
    <div className="flex items-center gap-3">
      <span
        className="inline-flex h-10 w-20 items-center justify-center rounded border border-line font-medium"
        style={{ background: colour, color: '#ffffff' }}
      >
        {withText ? say('web.sample') : null}
      </span>
      <span className="flex flex-col text-small">
        <span>
          {label} <code className="text-muted">{colour}</code>
        </span>
        <span className="text-muted">{say('web.accentRatio', { ratio: shown })}</span>
      </span>
    </div>
  );
}
