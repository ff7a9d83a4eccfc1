/** Which keys are there, and may single letters act? */
import { Dialog } from '../parts/dialog.tsx';
import { Kbd, modKey } from '../parts/kbd.tsx';
import { Switch } from '../parts/switch.tsx';
import { say } from '../words/say.ts';
import type { WordKey } from '../words/say.ts';
import { switchKeys, useKeysOn } from './keys.ts';

const rows = (): readonly { readonly keys: readonly string[]; readonly words: WordKey }[] => [
  { keys: ['j', 'k'], words: 'keys.move' },
  { keys: ['Enter'], words: 'keys.open' },
  { keys: ['r'], words: 'keys.reply' },
  { keys: ['n'], words: 'keys.note' },
  { keys: ['e'], words: 'keys.resolve' },
  { keys: ['s'], words: 'keys.snooze' },
  { keys: ['a'], words: 'keys.assign' },
  { keys: ['/'], words: 'keys.search' },
  { keys: [`${modKey()} K`], words: 'keys.commands' },
  { keys: [`${modKey()} Enter`], words: 'keys.sendNext' },
  { keys: ['Esc'], words: 'keys.leave' },
  { keys: ['?'], words: 'keys.help' },
];

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const on = useKeysOn();
  return (
    <Dialog open onClose={onClose} title={say('keys.title')} lead={say('keys.lead')}>
      <Switch label={say('keys.on')} hint={say('keys.onHint')} checked={on} onChange={switchKeys} />
      <dl className="grid grid-cols-1 gap-x-8 sm:grid-cols-2">
        {rows().map(({ keys, words }) => (
          <div key={words} className="flex items-center justify-between gap-2 border-b border-line py-2">
            <dt className="text-muted">{say(words)}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
