/**
 * How does a member of the desk get a file from another address, where no session is known? By a link for this file, signed after the rights
 * of this click were checked, and gone after a minute. Where files come from the desk's own address there is no such link.
 */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';

const purpose = 'desk-file-link';
const linkMs = minuteMs;

export interface FilePlace {
  readonly workspaceId: string;
  readonly attachmentId: string;
  /** `member:<id>` or `token:<id>`: whose click it was. The link is theirs, and dies with their rights. */
  readonly holder: string;
}

export function deskFileLink(platform: Platform, filesUrl: string, { workspaceId, attachmentId, holder }: FilePlace): string {
  const untilAt = platform.clock.nowAt() + linkMs;
  return `${filesUrl}/files/${sign(platform.keys, purpose, `${workspaceId}~${attachmentId}~${holder}~${untilAt}`)}`;
}

/** Null for a link that is not ours, or over. */
export function readDeskFileLink(platform: Platform, signed: string): FilePlace | null {
  const [workspaceId, attachmentId, holder, untilAt] = verifySigned(platform.keys, purpose, signed)?.split('~') ?? [];
  if (workspaceId === undefined || attachmentId === undefined || holder === undefined || !(Number(untilAt) >= platform.clock.nowAt()))
    return null;
  return { workspaceId, attachmentId, holder };
}
