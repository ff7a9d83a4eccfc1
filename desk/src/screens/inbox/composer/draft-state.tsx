/** Is what I wrote safe? Quiet when it is, clear when it is not. */
import { Button } from '../../../parts/button.tsx';
import { say } from '../../../words/say.ts';
import { settleConflict } from './drafts.ts';
import type { LocalDraft } from './drafts.ts';

export function DraftState({ caseId, draft }: { readonly caseId: string; readonly draft: LocalDraft }) {
  if (draft.state === 'conflict') {
    return (
      <div role="alert" className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2 text-small">
        <span className="min-w-0 flex-1">
          {say('composer.elsewhere')} <span className="text-muted">“{draft.other?.text.slice(0, 120)}”</span>
        </span>
        <Button size="small" onClick={() => settleConflict(caseId, 'mine')}>
          {say('composer.takeMine')}
        </Button>
        <Button size="small" onClick={() => settleConflict(caseId, 'other')}>
          {say('composer.takeTheirs')}
        </Button>
      </div>
    );
  }
  return null;
}

export function SavedWords({ draft }: { readonly draft: LocalDraft }) {
  const isEmpty = draft.text === '' && draft.files.length === 0;
  const words =
    draft.state === 'failed'
      ? say('composer.notSaved')
      : draft.state === 'clean' && !isEmpty && draft.revision > 0
        ? say('composer.saved')
        : '';
  return (
    <span role="status" className="min-w-0 truncate text-small text-faint">
      {words}
    </span>
  );
}
