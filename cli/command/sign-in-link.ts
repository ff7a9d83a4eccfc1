/** `sign-in-link`: a link that signs one account in, once, within an hour. For whoever runs the machine; it needs no password. */
import type { Command } from '../command.ts';
import { OperatorTrouble } from '../trouble.ts';
import { withAccounts } from '../with-accounts.ts';

export const signInLink: Command = {
  flags: { email: 'text' },
  async run(given) {
    const email = given.text('email')?.toLowerCase();
    const link = await withAccounts(given.settings, 'sign-in-link', (accounts) => accounts.createSignInLink(email));
    if (link === null)
      throw new OperatorTrouble(
        email === undefined
          ? 'The first account has another address by now: name one with --email.'
          : `There is no account with the address ${email}.`,
      );
    console.log(link.url);
    return 0;
  },
};
