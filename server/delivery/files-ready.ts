/** May the files of a mail leave? Not before the scanner has looked at each, and never one that it held back. */
import { attachmentsOf, isGivenOut, type DeliveryFacts } from '../case/case.ts';
import type { Here } from '../platform/here.ts';

export type FilesReady = { readonly state: 'ready' | 'pending' } | { readonly state: 'blocked'; readonly detail: string };

export async function filesReady({ tx, workspaceId }: Here, delivery: DeliveryFacts): Promise<FilesReady> {
  if (delivery.kind !== 'reply') return { state: 'ready' };
  const files = await attachmentsOf(tx, workspaceId, [delivery.message_id]);
  const held = files.find((file) => file.scan_state === 'blocked');
  if (held !== undefined) return { state: 'blocked', detail: `${held.name}: ${held.scan_signature ?? ''}` };
  return { state: files.every((file) => isGivenOut(file.scan_state)) ? 'ready' : 'pending' };
}
