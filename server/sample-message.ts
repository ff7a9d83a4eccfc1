/** The first thing in a new installation: one message, plainly called a sample, taken in like any other, so that the first answer can be tried. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { FirstRun } from './accounts/accounts.ts';
import { writeMessengerRecord } from './channel-registry.ts';
import type { Intake } from './intake/intake.ts';

const text =
  'This is a sample message, so that you can see how answering works. Write a reply below and send it; nobody outside gets it. Then open your messenger, write something there, and watch it arrive here.';

export async function takeSample(intake: Intake, first: Pick<FirstRun, 'workspaceId' | 'messengerChannelId'>): Promise<void> {
  const visitorId = randomBytes(16).toString('hex');
  const sender = { scheme: 'visitor', value: visitorId, display: 'Sample customer', proof: 'anonymous' } as const;
  await intake.take({
    workspaceId: first.workspaceId,
    channelId: first.messengerChannelId,
    dedupeKey: `sample:${visitorId}`,
    sender: visitorId,
    raw: writeMessengerRecord(sender, { clientId: randomUUID(), text, attachmentIds: [] }),
    envelope: { visitorId },
    ready: true,
  });
}
