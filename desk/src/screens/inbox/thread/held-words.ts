/** Why can this file not be opened? Null where it can. */
import type { Attachment } from '@meanwhile/wire/records.ts';
import { say } from '../../../words/say.ts';

export function heldWords({ scan, name }: Pick<Attachment, 'scan' | 'name'>): string | null {
  if (scan === 'pending') return say('message.filePending', { name });
  return scan === 'blocked' ? say('message.fileBlocked', { name }) : null;
}
