/** The files of a draft, with how far they are; each can be removed, a failed one tried again. */
import { Paperclip, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../../parts/icon-button.tsx';
import { say } from '../../../words/say.ts';
import { sizeWords } from '../thread/size-words.ts';
import { editDraft } from './drafts.ts';
import type { DraftFile } from './drafts.ts';
import type { Uploads } from './use-uploads.ts';

function Entry({
  children,
  onRemove,
  name,
  again,
}: {
  readonly children: ReactNode;
  readonly onRemove: () => void;
  readonly name: string;
  readonly again?: () => void;
}) {
  return (
    <li className="flex max-w-72 items-center gap-1 rounded-sm border border-line bg-surface pl-2.5 text-small">
      <Paperclip size={14} aria-hidden className="shrink-0 text-faint" />
      <span className="flex min-w-0 items-center gap-2">{children}</span>
      {again !== undefined && (
        <IconButton label={say('composer.fileAgain', { name })} icon={<RotateCw size={14} aria-hidden />} onClick={again} />
      )}
      <IconButton label={say('composer.removeFile', { name })} icon={<X size={14} aria-hidden />} onClick={onRemove} />
    </li>
  );
}

export function DraftFiles({
  caseId,
  files,
  uploads,
}: {
  readonly caseId: string;
  readonly files: readonly DraftFile[];
  readonly uploads: Uploads;
}) {
  if (files.length === 0 && uploads.pending.length === 0) return null;
  return (
    <ul aria-label={say('message.files')} className="flex flex-wrap gap-2 px-3 pb-2">
      {files.map((file) => {
        const name = file.name === '' ? say('composer.unnamedFile') : file.name;
        return (
          <Entry key={file.id} name={name} onRemove={() => editDraft(caseId, { files: files.filter((one) => one.id !== file.id) })}>
            <span className="truncate">{name}</span>
            {file.sizeBytes > 0 && <span className="shrink-0 text-faint">{sizeWords(file.sizeBytes)}</span>}
          </Entry>
        );
      })}
      {uploads.pending.map(({ key, file, share, failed }) => (
        <Entry
          key={key}
          name={file.name}
          onRemove={() => uploads.drop(key)}
          {...(failed === null ? {} : { again: () => uploads.again(key) })}
        >
          {failed === null ? (
            <span className="truncate" role="status">
              {say('composer.uploading', { name: file.name, percent: Math.round(share * 100) })}
            </span>
          ) : (
            <span className="truncate font-medium" role="alert">
              {say('composer.fileFailed', { name: file.name, reason: failed })}
            </span>
          )}
        </Entry>
      ))}
    </ul>
  );
}
