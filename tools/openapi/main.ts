/** `npm run openapi`: writes the API's description to wire/openapi.json, for the diff to be read before others rely on it. */
import { writeFileSync } from 'node:fs';
import { describeApi, goldenPath } from './describe-api.ts';

writeFileSync(goldenPath, `${JSON.stringify(await describeApi(), null, 1)}\n`);
console.log(`written: ${goldenPath}`);
process.exit(0);
