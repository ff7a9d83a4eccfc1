/**
 * Which test files run together, and how long before one counts as hung? The suffix of a test file is its price: `x.test.ts` needs nothing,
 * `x.pg.test.ts` and `x.fault.test.ts` need PostgreSQL, `x.e2e.test.ts` a browser, `x.long.test.ts` minutes, `x.alone.test.ts` minutes and the machine
 * to itself, because it measures time or kills under load. Limits are hang guards, not speed tests.
 */
import { defineConfig } from 'vitest/config';

const everywhere = ['**/node_modules/**', '**/dist/**', 'data/**', '.tmp/**'];
const needsPostgres = ['**/*.pg.test.{ts,tsx}', '**/*.fault.test.ts'];
const needsBrowser = ['e2e/**/*.e2e.test.ts'];
const needsPatience = ['**/*.long.test.ts'];
const needsToBeAlone = ['**/*.alone.test.ts'];

const guard = (seconds: number) => ({ testTimeout: seconds * 1000, hookTimeout: seconds * 1000, teardownTimeout: 30_000 });

export default defineConfig({
  test: {
    pool: 'forks',
    // One more than the two cores this is made for: these tests wait for PostgreSQL and for clocks more than they reckon.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...everywhere, ...needsPostgres, ...needsBrowser, ...needsPatience, ...needsToBeAlone],
          ...guard(60),
        },
      },
      { test: { name: 'pg', include: needsPostgres, exclude: everywhere, ...guard(120) } },
      {
        test: {
          name: 'e2e',
          include: needsBrowser,
          exclude: everywhere,
          ...guard(120),
        },
      },
      { test: { name: 'long', include: needsPatience, exclude: everywhere, ...guard(600) } },
      { test: { name: 'alone', include: needsToBeAlone, exclude: everywhere, fileParallelism: false, ...guard(600) } },
    ],
  },
});
