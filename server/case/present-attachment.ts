/** How does a file look on the wire? The desk's link is an ordinary API path: rights are checked at each click, so nothing outlives them. */
import type { Attachment } from '@meanwhile/wire/records.ts';

export interface AttachmentFacts {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly inline: boolean;
  readonly content_id: string | null;
  readonly scan_state: Attachment['scan'];
}

export function presentAttachment(workspaceId: string, file: AttachmentFacts): Attachment {
  return {
    id: file.id,
    name: file.name,
    mediaType: file.media_type,
    sizeBytes: file.size_bytes,
    inline: file.inline,
    contentId: file.content_id,
    scan: file.scan_state,
    url: `/api/v1/attachments/${file.id}/content?workspace=${workspaceId}`,
  };
}
