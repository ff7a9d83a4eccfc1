/** What came with it? Files as links, small pictures shown; what the scan held back cannot be opened. */
import type { Attachment } from '@meanwhile/wire/records.ts';
import { Paperclip } from 'lucide-react';
import { heldWords } from './held-words.ts';
import { say } from '../../../words/say.ts';
import { sizeWords } from './size-words.ts';

const picture = /^image\/(png|jpeg|gif|webp|avif)$/;

function FileLink({ file }: { readonly file: Attachment }) {
  const held = heldWords(file);
  if (held !== null) return <span className="text-small wrap-anywhere text-faint">{held}</span>;
  return (
    <a
      href={file.url}
      target="_blank"
      rel="noopener noreferrer"
      className="flex max-w-full items-center gap-2 overflow-hidden rounded-sm border border-line bg-surface px-2.5 py-1.5 text-small hover:bg-sunken"
    >
      {picture.test(file.mediaType) ? (
        <img src={file.url} alt="" loading="lazy" className="size-10 shrink-0 rounded-sm object-cover" />
      ) : (
        <Paperclip size={14} aria-hidden className="shrink-0 text-faint" />
      )}
      <span className="truncate">{file.name}</span>
      <span className="shrink-0 text-faint">{sizeWords(file.sizeBytes)}</span>
    </a>
  );
}

export function Files({ files }: { readonly files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul aria-label={say('message.files')} className="flex flex-wrap gap-2">
      {files.map((file) => (
        <li key={file.id} className="max-w-full min-w-0">
          <FileLink file={file} />
        </li>
      ))}
    </ul>
  );
}
