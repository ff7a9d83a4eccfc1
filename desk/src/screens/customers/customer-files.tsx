/** Which files came from this customer or went to them? Newest first, each with its case. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Paperclip } from 'lucide-react';
import { links } from '../../links.ts';
import { Section } from '../../parts/section.tsx';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import { heldWords } from '../inbox/thread/held-words.ts';
import { sizeWords } from '../inbox/thread/size-words.ts';
import { customerFilesQuery } from './customers-data.ts';
import type { CustomerFile } from './customers-data.ts';

export function CustomerFiles({ customerId }: { readonly customerId: string }) {
  const files = useQuery(customerFilesQuery(customerId)).data?.items ?? [];
  if (files.length === 0) return null;
  return (
    <Section title={say('customer.files')}>
      <ul className="flex flex-col divide-y divide-line rounded border border-line">
        {files.map((one) => (
          <FileRow key={one.file.id} one={one} />
        ))}
      </ul>
    </Section>
  );
}

function FileRow({ one: { file, caseId, at, byUs } }: { readonly one: CustomerFile }) {
  const held = heldWords(file);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 p-3">
      <Paperclip size={14} aria-hidden className="shrink-0 text-faint" />
      {held !== null ? (
        <span className="min-w-0 flex-1 basis-48 text-faint wrap-anywhere">{held}</span>
      ) : (
        <a href={file.url} target="_blank" rel="noopener noreferrer" className="min-w-0 flex-1 basis-48 wrap-anywhere hover:underline">
          {file.name}
        </a>
      )}
      <span className="text-small text-faint">
        {sizeWords(file.sizeBytes)} · {say(byUs ? 'customer.fileOurs' : 'customer.fileTheirs')} · {day(at)}
      </span>
      <Link to={links.case('all', caseId)} className="text-small text-accent-text hover:underline">
        {say('customer.toCase')}
      </Link>
    </li>
  );
}
