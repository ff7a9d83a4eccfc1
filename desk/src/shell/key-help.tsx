/** Which keys are there, and may single letters act? */
import { Dialog } from '../parts/dialog.tsx';
import { Kbd, modKey } from '../parts/kbd.tsx';
import { Switch } from '../parts/switch.tsx';
import { say } from '../words/say.ts';
import { keyOf } from './key-choice.ts';
import { fixedKeys, singleKeys, useKeyChoice } from './key-map.ts';
import { switchKeys, useKeysOn } from './keys.ts';

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const on = useKeysOn();
  const choice = useKeyChoice();
  const chosen = singleKeys.map(({ key, words }) => ({ key: keyOf(key, choice) ?? say('keyboard.off'), words }));
  const fixed = fixedKeys.map(({ key, words }) => ({ key: key.replace('Mod', modKey()), words }));
  return (
    <Dialog open onClose={onClose} title={say('keys.title')} lead={say('keys.lead')}>
      <Switch label={say('keys.on')} hint={say('keys.onHint')} checked={on} onChange={switchKeys} />
      <dl className="grid grid-cols-1 gap-x-8 sm:grid-cols-2">
        {[...chosen, ...fixed].map(({ key, words }) => (
          <div key={words} className="flex items-center justify-between gap-2 border-b border-line py-2">
            <dt className="text-muted">{say(words)}</dt>
            <dd className="flex gap-1">
              <Kbd>{key}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
