/**
 * `demo`: a shop with ninety days behind it, as a workspace of its own, to look around in. Everything in it is made up; what it shows was decided
 * by the product's own rules. Works on a new installation and beside other workspaces.
 */
import { firstOwnerAddress } from '@meanwhile/server/accounts/first-run.ts';
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import { writeTruth } from '@meanwhile/tools/simulate/truth-file.ts';
import { preset } from '@meanwhile/tools/simulate/presets.ts';
import type { Command } from '../command.ts';
import { migrateDatabase } from '../migrate-database.ts';
import { openDatabase } from '../open-database.ts';
import type { Arguments } from '../read-arguments.ts';
import { loadHistory, type Loaded } from '../demo/load.ts';
import { settleTables } from '../demo/settle-tables.ts';
import { OperatorTrouble } from '../trouble.ts';
import { withAccounts } from '../with-accounts.ts';

const slug = 'northlight';
const days = 90;
const dayMs = 86_400_000;
/** About 200 cases instead of 22,000. */
const smallScale = 0.0105;

export const demo: Command = {
  flags: { email: 'text', seed: 'text', small: 'switch', truth: 'text' },
  async run(given) {
    await prepareDatabase(given);
    const email = given.text('email')?.toLowerCase() ?? firstOwnerAddress;
    const beginAt = systemClock().machineNowAt();
    const { done, link } = await load(given, email);
    const truthFile = given.text('truth');
    if (truthFile !== undefined) await writeTruth(truthFile, done.truth);
    const seconds = Math.round((systemClock().machineNowAt() - beginAt) / 100) / 10;
    console.log(
      `The shop Northlight is ready after ${seconds} s: ${done.caseCount} cases with ${done.messageCount} messages of ${done.customerCount} customers in ${days} days, ${done.memberCount} members, ${done.keptCount} times told kept and ${done.brokenCount} broken, ${done.eventCount} events in the log.`,
    );
    console.log(`All of it is made up. Remove it with: npm run meanwhile -- workspace delete ${slug} --yes`);
    if (link !== null) console.log(`Sign in once, within an hour: ${link}`);
    return 0;
  },
};

/** Brought to this version's schema when nothing runs on it; a running Meanwhile has done that. */
async function prepareDatabase({ settings }: Arguments): Promise<void> {
  const database = await openDatabase(settings, { command: 'demo', alone: false });
  try {
    if (database.running === null) await migrateDatabase(database.access, settings.dataDir, (line) => console.log(line));
  } finally {
    await database.close();
  }
}

function load(given: Arguments, email: string): Promise<{ done: Loaded; link: string | null }> {
  return withAccounts(given.settings, 'demo', async (accounts, platform, access) => {
    const toAt = platform.clock.nowAt();
    const size = {
      seed: given.text('seed') ?? 'northlight',
      fromAt: toAt - days * dayMs,
      toAt,
      scale: given.has('small') ? smallScale : 1,
    };
    let said = 0;
    const done = await loadHistory(platform, accounts, preset('demo', size), {
      slug,
      ownerEmail: email,
      ownerName: email === firstOwnerAddress ? 'Owner' : email.slice(0, email.indexOf('@')),
      settle: (what) => settleTables(access.configFor('owner'), what),
      say: (caseCount) => {
        if (caseCount < said + 5_000) return;
        said = caseCount;
        console.log(`${caseCount} cases so far`);
      },
    });
    if (done === null)
      throw new OperatorTrouble(
        `There is already a workspace "${slug}"; the demo is loaded once. To load it anew: npm run meanwhile -- workspace delete ${slug} --yes`,
      );
    return { done, link: (await accounts.createSignInLink(email))?.url ?? null };
  });
}
