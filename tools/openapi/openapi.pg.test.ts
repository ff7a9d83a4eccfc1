import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeApi, goldenPath } from './describe-api.ts';

test('the API is the one that was agreed on: a change of it is seen in wire/openapi.json (npm run openapi)', async () => {
  const agreed = JSON.parse(readFileSync(goldenPath, 'utf8')) as { paths: Record<string, unknown> };
  const served = (await describeApi()) as typeof agreed;
  expect(Object.keys(served.paths).toSorted()).toEqual(Object.keys(agreed.paths).toSorted());
  for (const [path, methods] of Object.entries(served.paths)) expect({ path, methods }).toEqual({ path, methods: agreed.paths[path] });
  expect({ ...served, paths: {} }).toEqual({ ...agreed, paths: {} });
  expect(Object.keys(agreed.paths).length).toBeGreaterThan(50);
});
