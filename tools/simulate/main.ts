/**
 * `node tools/simulate/main.ts --preset NAME [--seed TEXT] [--days N] [--scale X] [--out FOLDER]`: simulates on paper and writes `log.ndjson` (the events, as
 * the product writes them) and `truth.ndjson` (what really was) into the folder. Without a folder it prints what happened. No database is touched;
 * into an installation goes `npm run meanwhile -- demo`.
 */
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Desk } from './desk.ts';
import { LogDigest } from './log-digest.ts';
import { preset, presetNames, presetSpan, type PresetName } from './presets.ts';
import { utilisationOf } from './staff.ts';
import { writeTruth } from './truth-file.ts';
import { paperWorld } from './world.ts';

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'calm' },
    seed: { type: 'string', default: 'northlight' },
    days: { type: 'string', default: '365' },
    scale: { type: 'string', default: '1' },
    end: { type: 'string', default: '2026-11-02T10:00:00Z' },
    out: { type: 'string' },
  },
});

function isPreset(name: string): name is PresetName {
  return (presetNames as readonly string[]).includes(name);
}

async function simulate(name: PresetName): Promise<void> {
  const span = presetSpan(name, Number(values.days), Date.parse(values.end));
  const simulation = preset(name, { seed: values.seed, scale: Number(values.scale), ...span });
  const desk = new Desk(simulation, paperWorld(simulation));
  const digest = new LogDigest();
  const log = values.out === undefined ? null : openLog(values.out);
  let [messageCount, keptCount, brokenCount] = [0, 0, 0];
  for (const slice of desk.run()) {
    digest.add(slice);
    messageCount += slice.batch.messages.length;
    keptCount += slice.commitments.filter((one) => one.ended?.ending === 'kept').length;
    brokenCount += slice.commitments.filter((one) => one.ended?.ending === 'broken').length;
    for (const event of slice.events) if (log !== null && !log.write(`${JSON.stringify(event)}\n`)) await once(log, 'drain');
  }
  if (log !== null && values.out !== undefined) {
    log.end();
    await once(log, 'finish');
    await writeTruth(join(values.out, 'truth.ndjson'), desk.truth.rows);
  }
  console.log(`${name}, seed ${values.seed}: work over capacity ${utilisationOf(simulation).toFixed(2)}`);
  console.log(
    `${desk.book.cases.size} cases, ${messageCount} messages, ${digest.eventCount} events, ${keptCount} times told kept, ${brokenCount} broken`,
  );
  console.log(`digest of the log ${digest.hex()}`);
}

function openLog(folder: string): WriteStream {
  mkdirSync(folder, { recursive: true });
  return createWriteStream(join(folder, 'log.ndjson'));
}

if (isPreset(values.preset)) await simulate(values.preset);
else {
  console.error(`There is no preset "${values.preset}". There are: ${presetNames.join(', ')}.`);
  process.exitCode = 2;
}
