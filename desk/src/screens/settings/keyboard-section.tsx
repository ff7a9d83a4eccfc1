/** May single letters act on this device, and which are there? The keys themselves are the shell's. */
import { Kbd, modKey } from '../../parts/kbd.tsx';
import { Section } from '../../parts/section.tsx';
import { Switch } from '../../parts/switch.tsx';
import { switchKeys, useKeysOn } from '../../shell/keys.ts';
import { say } from '../../words/say.ts';
import type { WordKey } from '../../words/say.ts';

const rows = (): readonly (readonly [key: string, words: WordKey])[] => [
  ['j', 'keyboard.next'],
  ['k', 'keyboard.previous'],
  ['Enter', 'keyboard.open'],
  ['r', 'keyboard.reply'],
  ['n', 'keyboard.note'],
  ['e', 'keyboard.resolve'],
  ['s', 'keyboard.snooze'],
  ['a', 'keyboard.assign'],
  ['/', 'keyboard.search'],
  [`${modKey()} K`, 'keyboard.command'],
  ['?', 'keyboard.help'],
];

export function KeyboardSection() {
  const on = useKeysOn();
  return (
    <Section title={say('settings.keyboard')} lead={say('keyboard.lead')}>
      <Switch label={say('keyboard.letters')} hint={say('keyboard.lettersHint')} checked={on} onChange={switchKeys} />
      <dl className="grid max-w-96 grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2">
        {rows().map(([key, words]) => (
          <div key={key} className="contents">
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{say(words)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
