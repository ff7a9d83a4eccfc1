/** `workspace create|export|delete`: another workspace in this installation, all of one in a file, or one gone for good. Two workspaces never see anything of each other. */
import { resolve } from 'node:path';
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import type { Command } from '../command.ts';
import { UsageTrouble, type Arguments } from '../read-arguments.ts';
import { OperatorTrouble } from '../trouble.ts';
import { withAccounts } from '../with-accounts.ts';
import { removeWorkspace, writeExport } from '../workspace-data.ts';

export const workspace: Command = {
  flags: { name: 'text', slug: 'text', 'owner-email': 'text', 'owner-name': 'text', yes: 'switch' },
  async run(given) {
    const [verb, slug, ...more] = given.words;
    if (verb === 'create' && slug === undefined) return create(given);
    if (verb === 'export' && slug !== undefined && more.length <= 1) return takeAlong(given, slug, more[0]);
    if (verb === 'delete' && slug !== undefined && more.length === 0) return remove(given, slug);
    throw new UsageTrouble('Say create, export or delete, and which workspace.');
  },
};

async function create(given: Arguments): Promise<number> {
  const [name, slug, email] = [given.text('name'), given.text('slug'), given.text('owner-email')?.toLowerCase()];
  if (name === undefined || slug === undefined || email === undefined)
    throw new UsageTrouble('A workspace needs a name, a slug and the address of its owner.');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug)) throw new UsageTrouble('A slug is small letters, digits and hyphens.');
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new UsageTrouble(`"${email}" is no mail address.`);
  const owner = { name: given.text('owner-name') ?? email.slice(0, email.indexOf('@')), email };
  const link = await withAccounts(given.settings, 'workspace', async (accounts) => {
    const made = await accounts.createWorkspace({ name, slug, owner });
    if (made === null) throw new OperatorTrouble(`There is already a workspace "${slug}".`);
    return accounts.createSignInLink(email);
  });
  console.log(`Workspace ${slug} is ready.${link === null ? '' : ` Its owner signs in once, within an hour: ${link.url}`}`);
  return 0;
}

async function takeAlong(given: Arguments, slug: string, named: string | undefined): Promise<number> {
  const on = new Date(systemClock().machineNowAt()).toISOString().slice(0, 10);
  const file = resolve(named ?? `${slug}-${on}.tar`);
  const done = await writeExport(given.settings, slug, file);
  console.log(
    `${done.rowCount} rows of ${done.tableCount} tables, ${done.fileCount} files and ${done.rawCount} messages as they came in are in ${file} (${Math.ceil(done.sizeBytes / 1024)} kB).`,
  );
  if (done.missing.length > 0) console.log(`${done.missing.length} files could not be read; manifest.json in it names them.`);
  console.log('It is not encrypted: whoever holds it can read the conversations of this workspace. Secrets and tokens are not in it.');
  return 0;
}

async function remove(given: Arguments, slug: string): Promise<number> {
  if (!given.has('yes'))
    throw new UsageTrouble(
      `This removes every row and file of "${slug}" for good; nobody can bring it back. Export it first if you may want it, then say --yes.`,
    );
  const done = await removeWorkspace(given.settings, slug);
  for (const [table, count] of Object.entries(done.rows).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(count).padStart(9)}  ${table}`);
  const total = Object.values(done.rows).reduce((sum, count) => sum + count, 0);
  console.log(
    `Workspace ${slug} is gone. Rows: ${total}. Files: ${done.fileCount}. Accounts that were in no other workspace: ${done.accountCount}. Backups made before still hold it.`,
  );
  return 0;
}
