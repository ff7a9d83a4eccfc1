/** Which picture do customers see beside the name? Shown as it is, on light and dark ground; changed at once by whoever may manage the workspace. */
import { useRef } from 'react';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { useAct } from '../../sync/act.ts';
import { upload } from '../../sync/upload.ts';
import { say } from '../../words/say.ts';
import { changeWorkspace, workspaceQuery } from './settings-data.ts';
import type { Workspace } from '@meanwhile/wire/records.ts';

const tooLarge = { kb: limits.logoBytes / 1024, px: limits.logoPx };

async function choose(file: File): Promise<unknown> {
  const { id } = await upload(file, () => undefined).done;
  return changeWorkspace({ logoAttachmentId: id });
}

export function LogoChoice({ workspace, mayManage }: { readonly workspace: Workspace; readonly mayManage: boolean }) {
  const picker = useRef<HTMLInputElement>(null);
  const refresh = [workspaceQuery.queryKey];
  const save = useAct<File | null>((file) => (file === null ? changeWorkspace({ logoAttachmentId: null }) : choose(file)), {
    done: say('screen.saved'),
    refresh,
    words: { file_refused: 'logo.refused', file_too_large: 'logo.tooLarge' },
  });
  const { logo, brand } = workspace;
  return (
    <section aria-labelledby="logo-title" className="flex flex-col items-start gap-3 border-t border-line pt-5">
      <div>
        <h3 id="logo-title" className="font-medium">
          {say('logo.title')}
        </h3>
        <p className="text-small text-muted">{say('logo.lead', tooLarge)}</p>
      </div>
      {logo === null ? (
        <p className="text-muted">{say('logo.none')}</p>
      ) : (
        <div className="flex max-w-full items-center gap-2 rounded border border-line px-4 py-3">
          <img src={logo} alt={say('logo.shown')} className="h-8 max-w-24 rounded-md bg-white object-contain" />
          <span className="min-w-0 truncate text-lead font-semibold">{brand}</span>
        </div>
      )}
      <FormError text={save.error} />
      {mayManage && (
        <div className="flex gap-2">
          <input
            ref={picker}
            type="file"
            accept="image/png,image/jpeg"
            className="hidden"
            aria-label={say('logo.choose')}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file !== undefined) save.run(file);
            }}
          />
          <Button busy={save.busy} onClick={() => picker.current?.click()}>
            {say(logo === null ? 'logo.choose' : 'logo.change')}
          </Button>
          {logo !== null && (
            <Button weight="plain" disabled={save.busy} onClick={() => save.run(null)}>
              {say('logo.remove')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
