/** Which files will go with this message, and how far is each? Every one can be removed or tried again by itself. */
import type { Tray } from '../tray.ts';
import { size } from '../times.ts';
import type { View } from '../view.ts';
import { CloseIcon } from './icons.tsx';

export function FileTray({ view, tray }: { view: View; tray: Tray }) {
  const { say, settings } = view;
  if (view.tray.length === 0) return null;
  return (
    <ul class="tray">
      {view.tray.map(({ key, name, sizeBytes, preview, share, state }) => (
        <li key={key} class={state}>
          {preview && <img src={preview} alt="" />}
          <div>
            <span dir="auto">{name}</span> <span class="meta">{size(sizeBytes, settings.locale)}</span>
            {state === 'uploading' && (
              <progress max={1} value={share} aria-label={say('file.uploading', { name, percent: Math.round(share * 100) })} />
            )}
            {state === 'failed' && <p class="heed">{say('file.failed', { name })}</p>}
          </div>
          {state === 'failed' && (
            <button type="button" onClick={() => tray.again(key)}>
              {say('own.failed.again')}
            </button>
          )}
          <button type="button" class="icon" aria-label={say('label.remove', { name })} onClick={() => tray.remove(key)}>
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}
