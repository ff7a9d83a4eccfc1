/** `workspace create`: another workspace in this installation, with its owner. Two workspaces never see anything of each other. */
import type { Command } from '../command.ts';
import { UsageTrouble } from '../read-arguments.ts';
import { OperatorTrouble } from '../trouble.ts';
import { withAccounts } from '../with-accounts.ts';

export const workspace: Command = {
  flags: { name: 'text', slug: 'text', 'owner-email': 'text', 'owner-name': 'text' },
  async run(given) {
    const [name, slug, email] = [given.text('name'), given.text('slug'), given.text('owner-email')?.toLowerCase()];
    if (given.words[0] !== 'create' || name === undefined || slug === undefined || email === undefined)
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
  },
};
