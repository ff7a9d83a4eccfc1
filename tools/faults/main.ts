/** A fault run by hand: `node tools/faults/main.ts --kills 500 --seed 7 [--bug no_fence] [--keep]`. Prints the report; 1 when something is wrong. */
import { parseArgs } from 'node:util';
import { linesOf, runFaults } from './fault-run.ts';
import { plantedBugs, type PlantedBug } from './planted-bug.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    bug: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const bug = values.bug === undefined ? null : plantedBugs.find((one) => one === values.bug);
if (bug === undefined) throw new Error(`There is no bug called ${String(values.bug)}. There are: ${plantedBugs.join(', ')}.`);
const report = await runFaults({
  kills: Number(values.kills),
  seed: Number(values.seed),
  bug: bug satisfies PlantedBug | null,
  keep: values.keep,
  say: (line) => console.log(line),
});
for (const line of linesOf(report)) console.log(line);
process.exitCode = report.problems.length > 0 ? 1 : 0;
