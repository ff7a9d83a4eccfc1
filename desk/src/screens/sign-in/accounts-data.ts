/** What does signing in ask of the server? Requests to `/api/auth`, with each answer reduced to what a screen does next; nothing is worded here. */
import { queryOptions } from '@tanstack/react-query';
import { links } from '../../links.ts';
import { accountPaths, paths } from '../../paths.ts';
import { chooseWorkspace, get, isProblem, patch, post } from '../../sync/api.ts';
import { isPasskeyRefusal, usePasskey } from './webauthn.ts';
import type { Listing } from '../../sync/api.ts';
import type { Channel, Me, Workspace } from '@meanwhile/wire/records.ts';
import type { PasskeyRefusal } from './webauthn.ts';

export type FirstStep = 'signed_in' | 'second_step';

interface StepAnswer {
  readonly twoFactorRedirect?: boolean;
}
export interface SignInWays {
  /** Can this server mail links? */
  readonly link: boolean;
  /** Null when no OpenID provider is configured. */
  readonly oidc: { readonly provider?: string; readonly name: string } | null;
}

const stepOf = (answer: StepAnswer | undefined): FirstStep => (answer?.twoFactorRedirect === true ? 'second_step' : 'signed_in');

/** Who is signed in? Null for nobody. Not the shell's own query: these screens also stand before any session. */
export const visitorQuery = queryOptions({
  queryKey: ['visitor'],
  staleTime: 0,
  gcTime: 0,
  queryFn: async () => {
    try {
      return await get<Me>(paths.me);
    } catch (error) {
      if (isProblem(error, 'not_signed_in', 'second_factor_needed', 'not_found', 'not_allowed')) return null;
      throw error;
    }
  },
});
export const waysQuery = queryOptions({ queryKey: ['sign-in-ways'], queryFn: () => get<SignInWays>(accountPaths.ways) });

export const signInWithPassword = async (email: string, password: string) =>
  stepOf(await post<StepAnswer>(accountPaths.password, { email: email.trim(), password }));
/** The same for every address. False: this server has no outgoing mail. */
export const requestLink = async (email: string) =>
  (await post<{ readonly mailIsSetUp: boolean }>(accountPaths.link, { email: email.trim() })).mailIsSetUp;
/** `cleared`: it proved the address for the first time, and what had opened the account before was taken away. */
export async function spendLink(token: string): Promise<{ readonly step: FirstStep; readonly cleared: boolean }> {
  const answer = await post<StepAnswer & { readonly cleared?: boolean }>(accountPaths.linkUse, { token });
  return { step: stepOf(answer), cleared: answer.cleared === true };
}
export const verifyCode = (code: string) => post<unknown>(accountPaths.verifyCode, { code });
export const verifyRecoveryCode = (code: string) => post<unknown>(accountPaths.verifyRecoveryCode, { code });

/** Null when signed in, else why not. */
export async function signInWithPasskey(): Promise<PasskeyRefusal | null> {
  const options = await post<PublicKeyCredentialRequestOptionsJSON>(accountPaths.passkeySignInOptions, {});
  const answer = await usePasskey(options);
  if (isPasskeyRefusal(answer)) return answer;
  await post<unknown>(accountPaths.passkeySignIn, { response: answer });
  return null;
}

/** Leaves for the provider; it leads back to a path of the desk. */
export async function signInWithOidc(provider: string, callbackURL: string): Promise<void> {
  const { url } = await post<{ readonly url: string }>(accountPaths.oidc, { provider, callbackURL, errorCallbackURL: links.signIn() });
  window.location.assign(url);
}

export interface Acceptance {
  readonly token: string;
  /** For someone who has no account yet. */
  readonly name?: string;
  readonly password?: string;
  /** From the mailed link: shows that the mailbox is theirs. */
  readonly mailed?: string;
}
/** Joins the workspace of the invitation and chooses it on this device, where the answer names it. */
export async function acceptInvitation(acceptance: Acceptance): Promise<void> {
  const answer = await post<{ readonly workspaceId?: string | null } | undefined>(paths.acceptInvitation, acceptance);
  if (typeof answer?.workspaceId === 'string') chooseWorkspace(answer.workspaceId);
}

/** Mails that went out under the former name go out under the new one; a sender name of their own stays. */
export async function nameWorkspace(names: { readonly name: string; readonly brand: string }): Promise<void> {
  const [before, channels] = await Promise.all([get<Workspace>(paths.workspace), get<Listing<Channel>>(paths.channels)]);
  await patch<Workspace>(paths.workspace, names);
  const named = channels.items.filter(({ type, settings }) => type === 'email' && settings['senderName'] === before.brand);
  await Promise.all(named.map(({ id }) => patch<Channel>(paths.channel(id), { settings: { senderName: names.brand } })));
}
