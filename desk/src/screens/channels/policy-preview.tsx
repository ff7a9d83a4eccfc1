/** What would a customer read at this moment under a reply time that is not saved yet? The server's own sentence, asked anew with every change. */
import { useQuery } from '@tanstack/react-query';
import { currentLanguage, say } from '../../words/say.ts';
import { policyPreviewQuery } from './channels-data.ts';

export function PolicyPreview({ calendarId, minutes }: { readonly calendarId: string; readonly minutes: number }) {
  const { data, error } = useQuery(policyPreviewQuery(calendarId, minutes, currentLanguage()));
  if (error !== null) return <p className="text-small text-muted">{say('reply.previewNone')}</p>;
  return (
    <figure className="flex flex-col gap-1 rounded border border-line bg-sunken p-3" aria-live="polite">
      <figcaption className="text-small text-muted">{say('reply.preview')}</figcaption>
      <blockquote>{data?.words ?? '…'}</blockquote>
    </figure>
  );
}
