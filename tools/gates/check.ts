/**
 * Is the tree fit to hand in? Runs every gate, two at a time, prints one line each and what is wrong below it; ends non-zero when any is red.
 * `npm run check -- tidy sql` runs only the named ones. Tests are not run here: see `run-tests.ts`.
 */
import { availableParallelism } from 'node:os';
import { dependencyFindings } from './dependencies.ts';
import { describe, type Finding } from './finding.ts';
import { dependencyRule, layout, lint, typescript, typescriptProjects, unused } from './foreign-gates.ts';
import { glossaryFindings } from './glossary.ts';
import { leftoverFindings } from './leftovers.ts';
import { limitFindings } from './limits.ts';
import { sqlFindings } from './sql.ts';
import { fiveLargest, tidyFindings } from './tidy.ts';
import { timeSourceFindings } from './time-source.ts';
import { projectRoot, type ToolRun } from './tool.ts';

interface Gate {
  readonly name: string;
  readonly run: (root: string) => Promise<ToolRun>;
  /** Said below a green line too. */
  readonly note?: (root: string) => string;
}

const own = (name: string, find: (root: string) => Finding[], note?: Gate['note']): Gate => ({
  name,
  run: (root) => {
    const findings = find(root);
    return Promise.resolve({ isGreen: findings.length === 0, output: findings.map(describe).join('\n') });
  },
  ...(note === undefined ? {} : { note }),
});

/** The heavy ones first, so that the two lanes end together. */
const gates: readonly Gate[] = [
  ...typescriptProjects(projectRoot).map((project) => ({ name: `types ${project}`, run: (root: string) => typescript(root, project) })),
  { name: 'lint', run: lint },
  { name: 'unused', run: unused },
  { name: 'dependency-rule', run: dependencyRule },
  { name: 'layout', run: layout },
  own('tidy', tidyFindings, (root) => `largest: ${fiveLargest(root).join(', ')}`),
  own('time-source', timeSourceFindings),
  own('sql', sqlFindings),
  own('glossary', glossaryFindings),
  own('dependencies', dependencyFindings),
  own('leftovers', leftoverFindings),
  own('limits', limitFindings),
];

async function runGate(gate: Gate): Promise<boolean> {
  const startedAt = performance.now();
  const { isGreen, output } = await gate.run(projectRoot);
  console.log(`${isGreen ? 'ok  ' : 'RED '} ${gate.name.padEnd(28)} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  if (gate.note !== undefined) console.log(`     ${gate.note(projectRoot)}`);
  if (!isGreen) console.log(output.replace(/^/gm, '     '));
  return isGreen;
}

async function main(wanted: readonly string[]): Promise<void> {
  const strangers = wanted.filter((name) => !gates.some((gate) => gate.name === name));
  if (strangers.length > 0)
    throw new Error(`No such gate: ${strangers.join(', ')}. There are: ${gates.map((gate) => gate.name).join(', ')}.`);
  const waiting = gates.filter((gate) => wanted.length === 0 || wanted.includes(gate.name));
  const red: string[] = [];
  const lane = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) if (!(await runGate(gate))) red.push(gate.name);
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
  console.log(red.length === 0 ? 'All gates are green.' : `Red: ${red.join(', ')}.`);
  process.exitCode = red.length === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
