/** What does one's own sign-in ask of the server? Password, authenticator, recovery codes, passkeys, sessions. Requests only. */
import { queryOptions } from '@tanstack/react-query';
import { accountPaths } from '../../paths.ts';
import { del, get, post } from '../../sync/api.ts';
import { isPasskeyRefusal, makePasskey } from '../sign-in/webauthn.ts';
import type { Listing } from '../../sync/api.ts';
import type { PasskeyRefusal } from '../sign-in/webauthn.ts';

export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}
export interface Session {
  readonly id: string;
  readonly createdAt: string;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  readonly method: string | null;
  readonly current: boolean;
}
export interface Enrolment {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}
/** What proves that it is really oneself: the password, or a code where there is none. */
export interface Confirmation {
  readonly password?: string;
  readonly code?: string;
}

export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: () => get<Listing<Passkey>>(accountPaths.passkeys),
  staleTime: 0,
});
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => get<Listing<Session>>(accountPaths.sessions),
  staleTime: 0,
});

export const changePassword = (body: { readonly newPassword: string; readonly currentPassword?: string }) =>
  post<unknown>(accountPaths.changePassword, body);
export const enrol = (confirmation: Confirmation) => post<Enrolment>(accountPaths.secondFactorOn, confirmation);
export const confirmEnrolment = (code: string) => post<unknown>(accountPaths.verifyCode, { code });
export const switchOff = (confirmation: Confirmation) => post<unknown>(accountPaths.secondFactorOff, confirmation);
export const newRecoveryCodes = (confirmation: Confirmation) =>
  post<Pick<Enrolment, 'backupCodes'>>(accountPaths.recoveryCodes, confirmation);
export const removePasskey = (id: string) => del(accountPaths.passkey(id));
export const endSession = (id: string) => del(accountPaths.session(id));
export const signOutEverywhere = () => post<unknown>(accountPaths.signOutEverywhere, {});

/** Null when made, else why not. */
export async function addPasskey(name: string): Promise<PasskeyRefusal | null> {
  const answer = await makePasskey(await post<PublicKeyCredentialCreationOptionsJSON>(accountPaths.passkeyMakeOptions, {}));
  if (isPasskeyRefusal(answer)) return answer;
  await post<unknown>(accountPaths.passkeyMake, { name, response: answer });
  return null;
}
