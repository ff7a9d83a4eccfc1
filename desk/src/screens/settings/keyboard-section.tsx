/** Which key does what on this device? Each single key can be changed or switched off, all of them at once too; the rest are shown. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Kbd, modKey } from '../../parts/kbd.tsx';
import { Section } from '../../parts/section.tsx';
import { Switch } from '../../parts/switch.tsx';
import { isChoosable, keyOf } from '../../shell/key-choice.ts';
import { chooseKey, fixedKeys, resetKeys, singleKeys, useKeyChoice } from '../../shell/key-map.ts';
import { switchKeys, useKeysOn } from '../../shell/keys.ts';
import { say } from '../../words/say.ts';
import type { WordKey } from '../../words/say.ts';

function KeyRow({ deed, words, shown }: { readonly deed: string; readonly words: WordKey; readonly shown: string | null }) {
  const [isTaken, setTaken] = useState(false);
  const name = say(words);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1">
      <span className="w-44 shrink-0">{name}</span>
      <input
        className="field-box w-14 text-center"
        aria-label={say('keyboard.keyFor', { name })}
        aria-invalid={isTaken}
        autoComplete="off"
        value={shown ?? ''}
        placeholder={say('keyboard.off')}
        onChange={(event) => {
          const key = Array.from(event.target.value).findLast((one) => one !== shown) ?? '';
          if (isChoosable(key)) setTaken(!chooseKey(deed, key));
        }}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTaken(false)}
      />
      {shown !== null && (
        <Button weight="plain" size="small" aria-label={`${say('keyboard.switchOff')}: ${name}`} onClick={() => chooseKey(deed, null)}>
          {say('keyboard.switchOff')}
        </Button>
      )}
      {shown !== deed && (
        <Button
          weight="plain"
          size="small"
          aria-label={`${say('keyboard.standard', { key: deed })}: ${name}`}
          onClick={() => setTaken(!chooseKey(deed, deed))}
        >
          {say('keyboard.standard', { key: deed })}
        </Button>
      )}
      {isTaken && (
        <span role="alert" className="text-small font-medium">
          {say('keyboard.taken')}
        </span>
      )}
    </li>
  );
}

export function KeyboardSection() {
  const on = useKeysOn();
  const choice = useKeyChoice();
  return (
    <Section title={say('settings.keyboard')} lead={say('keyboard.lead')}>
      <Switch label={say('keyboard.letters')} hint={say('keyboard.lettersHint')} checked={on} onChange={switchKeys} />
      <ul className="flex flex-col" aria-label={say('keyboard.letters')}>
        {singleKeys.map(({ key, words }) => (
          <KeyRow key={key} deed={key} words={words} shown={keyOf(key, choice)} />
        ))}
      </ul>
      {Object.keys(choice).length > 0 && (
        <Button className="self-start" onClick={resetKeys}>
          {say('keyboard.reset')}
        </Button>
      )}
      <dl className="grid max-w-96 grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2">
        {fixedKeys.map(({ key, words }) => (
          <div key={words} className="contents">
            <dt>
              <Kbd>{key.replace('Mod', modKey())}</Kbd>
            </dt>
            <dd>{say(words)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
