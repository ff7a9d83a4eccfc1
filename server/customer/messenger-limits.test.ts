/** Does the adapter read whatever the server takes in? Two tables of limits meet here; what one takes and the other refuses would be acknowledged and unread. */
import { channelLimits, limits } from '@meanwhile/core/kernel/limits.ts';
import { expect, test } from 'vitest';

test('the messenger’s adapter reads at least what its door takes in', () => {
  expect(channelLimits.messengerTextChars).toBeGreaterThanOrEqual(limits.messageTextChars);
  expect(channelLimits.messengerAttachmentCount).toBeGreaterThanOrEqual(limits.attachmentsPerMessage);
  expect(channelLimits.messengerPayloadBytes).toBeGreaterThanOrEqual(limits.jsonBodyBytes);
});
