/** Is any screen of the desk left out of what axe-core looks at? */
import { expect, test } from 'vitest';
import { everyScreen, screenPaths } from './every-screen.ts';

test('each screen of the desk has an address that is looked at, and no address is of a screen that is gone', () => {
  const { signedIn, before } = everyScreen(
    { messengerId: 'm', mailChannelId: 'e', incidentId: 'i' },
    { caseIds: ['c'], mailCaseId: 'd', customerId: 'u' },
  );
  const paths = screenPaths();
  expect(paths.length).toBeGreaterThan(10);
  // Red after adding a screen? Give it an address in e2e/every-screen.ts.
  expect([...Object.keys(signedIn), ...Object.keys(before)].toSorted()).toEqual(paths.toSorted());
  for (const addresses of Object.values({ ...signedIn, ...before })) expect(Object.keys(addresses)).not.toEqual([]);
});
