/** Which pictures came inside this mail? Fetched once as data, because the frame of a mail may load nothing. Other files stay links. */
import { useQuery } from '@tanstack/react-query';
import type { Attachment, Message } from '@meanwhile/wire/records.ts';
import { keys } from './query.ts';

const picture = /^image\/(png|jpeg|gif|webp|avif)$/;
const mostBytes = 10_000_000;
const mostPictures = 30;

/** What a scanner still looks at, or held back, is neither shown nor linked. */
export const isGivenOut = ({ scan }: Pick<Attachment, 'scan'>): boolean => scan === 'clean' || scan === 'none';

/** The pictures the mail's HTML names and that may be shown in it. */
export function inlinePicturesOf({ attachments, html }: Pick<Message, 'attachments' | 'html'>): readonly Attachment[] {
  return attachments
    .filter(({ contentId, mediaType, scan, sizeBytes }) => {
      const isNamed = contentId !== null && (html?.includes(`data-cid="${contentId}"`) ?? false);
      return isNamed && picture.test(mediaType) && isGivenOut({ scan }) && sizeBytes <= mostBytes;
    })
    .slice(0, mostPictures);
}

async function asData(file: Attachment, signal: AbortSignal): Promise<string | null> {
  const answer = await fetch(file.url, { signal });
  if (!answer.ok) return null;
  const bytes = await answer.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const data = typeof reader.result === 'string' ? reader.result : '';
      resolve(data.replace(/^data:[^;,]*/, `data:${file.mediaType}`));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error(`${file.name} could not be read`)));
    reader.readAsDataURL(bytes);
  });
}

/** Data URLs by content id; undefined until they are there. One that cannot be fetched is missing. */
export function useInlinePictures(message: Message, html: string): ReadonlyMap<string, string> | undefined {
  const files = inlinePicturesOf({ attachments: message.attachments, html });
  return useQuery({
    queryKey: keys.pictures(
      message.id,
      files.map(({ id }) => id),
    ),
    enabled: files.length > 0,
    queryFn: async ({ signal }) => {
      const each = await Promise.all(files.map(async (file) => [file.contentId ?? '', await asData(file, signal)] as const));
      return new Map(each.flatMap(([contentId, data]) => (data === null ? [] : [[contentId, data] as const])));
    },
  }).data;
}
