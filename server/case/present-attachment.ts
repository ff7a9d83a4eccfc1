/** How does a file look on the wire? The desk's link is an ordinary API path: rights are checked at each click, so nothing outlives them. */
import type { FileAbout } from '@meanwhile/channels/contract/file-about.ts';
import type { Attachment } from '@meanwhile/wire/records.ts';
import { wireInstantOrNull } from '../platform/present.ts';

export interface AttachmentFacts {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly inline: boolean;
  readonly content_id: string | null;
  /** Absent where only the file itself is wanted. */
  readonly about?: FileAbout | null;
  readonly scan_state: Attachment['scan'];
}

function presentAbout(about: FileAbout | null): Attachment['about'] {
  if (about === null) return null;
  if (about.kind === 'mail') return { ...about, sentAt: wireInstantOrNull(about.sentAt) };
  if (about.kind !== 'invitation') return about;
  return { ...about, startAt: wireInstantOrNull(about.startAt), endAt: wireInstantOrNull(about.endAt), attendees: [...about.attendees] };
}

/** May it be handed to anybody, shown or sent? Not while the scanner has it, nor where it was held back. */
export const isGivenOut = (scan: string): boolean => scan === 'clean' || scan === 'none';

export function presentAttachment(workspaceId: string, file: AttachmentFacts): Attachment {
  return {
    id: file.id,
    name: file.name,
    mediaType: file.media_type,
    sizeBytes: file.size_bytes,
    inline: file.inline,
    contentId: file.content_id,
    // What stands inside it is shown when the file itself may be.
    about: isGivenOut(file.scan_state) ? presentAbout(file.about ?? null) : null,
    scan: file.scan_state,
    url: `/api/v1/attachments/${file.id}/content?workspace=${workspaceId}`,
  };
}
