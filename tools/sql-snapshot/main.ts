/**
 * `npm run sql-snapshot`: writes every statement of the hot calls with its plan at 100,000 cases and 1,000,000 messages to docs/queries, one
 * page a call; red when a table of more than 10,000 rows is read from end to end. `-- --small` looks at a tenth and writes nothing.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawPlan, type RecordedPlan } from './record-plans.ts';
import { takeSnapshot } from './take-snapshot.ts';

const small = process.argv.includes('--small');
const folder = join(import.meta.dirname, '../../docs/queries');
const cases = small ? 10_000 : 100_000;
const snapshot = await takeSnapshot({ cases, messagesPerCase: 10 });

function page(call: string, plans: readonly RecordedPlan[]): string {
  const parts = plans.map(({ statement, plan }) => `\`\`\`sql\n${statement}\n\`\`\`\n\n\`\`\`\n${drawPlan(plan).join('\n')}\n\`\`\`\n`);
  return `# ${call[0]!.toUpperCase()}${call.slice(1)}\n\n${parts.join('\n')}`;
}

if (!small) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pages = [...snapshot.calls].filter(([call]) => call !== 'background');
  const nameOf = (call: string): string => `${call.replaceAll(/[^a-z]+/g, '-')}.md`;
  for (const [call, plans] of pages) writeFileSync(join(folder, nameOf(call)), page(call, plans));
  writeFileSync(
    join(folder, 'README.md'),
    `# Hot statements and their plans\n\nWritten by \`npm run sql-snapshot\` from PostgreSQL's own auto_explain, as the application's roles under row security with the planner settings of the embedded server (\`random_page_cost\` 1.1, else defaults), at ${cases.toLocaleString('en')} cases and ${(cases * 10).toLocaleString('en')} messages. The diff is reviewed: a plan that changes is a decision.\n\n${pages.map(([call, plans]) => `- [${call}](${nameOf(call)}): ${plans.length} statements`).join('\n')}\n\nTables of more than 10,000 rows read from end to end: ${snapshot.largeScans.length === 0 ? 'none' : `\n\n${snapshot.largeScans.map((scan) => `- ${scan}`).join('\n')}`}.\n`,
  );
}
for (const scan of snapshot.largeScans) console.error(`read from end to end: ${scan}`);
console.log(
  `${[...snapshot.calls.values()].flat().length} statements of ${snapshot.calls.size} calls, ${snapshot.largeScans.length} large tables read from end to end`,
);
process.exit(snapshot.largeScans.length === 0 ? 0 : 1);
