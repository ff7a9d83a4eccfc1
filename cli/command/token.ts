/** `token create`: a token for the API with the scopes that were named. It is printed this once; only its hash is kept. */
import { permissions } from '@meanwhile/wire/permissions.ts';
import type { Command } from '../command.ts';
import { UsageTrouble } from '../read-arguments.ts';
import { chosenWorkspace, withAccounts } from '../with-accounts.ts';

export const token: Command = {
  flags: { name: 'text', scope: 'list', workspace: 'text' },
  async run(given) {
    const [verb, ...more] = given.words;
    const name = given.text('name');
    // Both `--scope a --scope b` and `--scope a b` are read.
    const scopes = [...given.list('scope'), ...more].flatMap((scope) => scope.split(',')).filter((scope) => scope !== '');
    if (verb !== 'create' || name === undefined || scopes.length === 0)
      throw new UsageTrouble('A token needs a name and at least one scope.');
    const unknown = scopes.find((scope) => scope !== '*' && !(permissions as readonly string[]).includes(scope));
    if (unknown !== undefined)
      throw new UsageTrouble(`There is no scope "${unknown}". There are: ${permissions.join(', ')}, and '*' for all.`);
    const made = await withAccounts(given.settings, 'token', async (accounts, platform) =>
      accounts.createApiToken({ workspace: await chosenWorkspace(platform, given.text('workspace')), name, scopes }),
    );
    console.log(made.token);
    return 0;
  },
};
