/** What a report about Ada's mail changes, and what it does not. */
import { expect, test } from 'vitest';
import { afterReport } from './after-report.ts';
import type { Reported } from './after-report.ts';
import type { DeliveryState } from './outcome.ts';

const report = (
  kind: Reported['kind'],
  permanence: Reported['permanence'] = 'permanent',
  reason: Reported['reason'] = 'noSuchAddress',
) => ({
  kind,
  permanence,
  reason,
});
const failed = { state: 'failed', comesBack: true };

test.each<[string, DeliveryState, Reported, object | null]>([
  [
    'an address that does not exist is not written to again',
    'sent',
    report('failed'),
    { ...failed, cause: 'noSuchAddress', suppress: 'bounced' },
  ],
  [
    'a full mailbox says nothing about the address',
    'sent',
    report('failed', 'temporary', 'mailboxFull'),
    { ...failed, cause: 'mailboxFull', suppress: null },
  ],
  [
    'a refusal by policy does not blame the recipient',
    'sent',
    report('failed', 'permanent', 'policy'),
    { ...failed, cause: 'policy', suppress: null },
  ],
  ['an unclear report never stops an address', 'sent', report('failed', 'unknown', 'noSuchAddress'), { ...failed, suppress: null }],
  ['a report may be faster than our own server', 'sending', report('failed'), failed],
  ['what we did not know is known now', 'unknown', report('failed'), failed],
  ['a forwarder may fail after it took the mail', 'delivered', report('failed'), failed],
  [
    'a delay is no failure',
    'sent',
    report('delayed', 'temporary', 'routing'),
    { state: 'sent', cause: 'delayed', suppress: null, comesBack: false },
  ],
  ['a delay heard of after the arrival is old news', 'delivered', report('delayed'), null],
  ['a receipt', 'unknown', report('delivered'), { state: 'delivered', cause: null, comesBack: false }],
  [
    'a complaint stops the address, and nothing has to be done again',
    'sent',
    report('complaint'),
    { state: 'sent', suppress: 'complained', comesBack: false },
  ],
  ['what has not left cannot come back', 'queued', report('failed'), null],
  ['what failed before is not failed again', 'failed', report('failed'), null],
])('%s', (_, state, reported, expected) => {
  const after = afterReport(state, reported);
  if (expected === null) expect(after).toBeNull();
  else expect(after).toMatchObject(expected);
});
