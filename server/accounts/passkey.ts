/**
 * Is this the passkey, used for us, now, for the first time? Challenges are kept by us and spent by the first answer; origin and relying
 * party are ours; a counter that does not grow is a copied key (attack 82). The device's own lock is required, so a passkey is two factors.
 */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { amongPeople, type AccountsContext, type Person } from './accounts-context.ts';
import { hashSecret, isSecretText, newSecretText } from './secret-text.ts';

export const challengeMs = 5 * minuteMs;
type Purpose = 'register' | 'sign-in';
/** COSE: EdDSA, ES256, RS256. The runtime's post-quantum ones are still experimental. */
const algorithms = [-8, -7, -257];

/** The holder's handle of a challenge goes into a cookie, so an answer from another browser finds none. */
export interface Asked<Options> {
  readonly handle: string;
  readonly options: Options;
}

export async function askToRegister(context: AccountsContext, person: Person): Promise<Asked<PublicKeyCredentialCreationOptionsJSON>> {
  const own = await amongPeople(context, (tx) =>
    tx.rows(sql<{ id: string }>`select id from accounts.passkey where user_id = ${person.id}`),
  );
  const options = await generateRegistrationOptions({
    rpName: 'Meanwhile',
    rpID: rpId(context),
    userName: person.email,
    userDisplayName: person.name,
    userID: new TextEncoder().encode(person.id),
    excludeCredentials: own.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
  });
  return { options, handle: await keep(context, { challenge: options.challenge, purpose: 'register', userId: person.id }) };
}

export async function askToSignIn(context: AccountsContext): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {
  const options = await generateAuthenticationOptions({ rpID: rpId(context), userVerification: 'required', allowCredentials: [] });
  return { options, handle: await keep(context, { challenge: options.challenge, purpose: 'sign-in', userId: null }) };
}

/** False: refused, for whatever reason. */
export async function register(
  context: AccountsContext,
  answer: { person: Person; handle: string | undefined; name: string; response: RegistrationResponseJSON },
): Promise<boolean> {
  const challenge = await spend(context, answer.handle, 'register', answer.person.id);
  if (challenge === null) return false;
  const checked = await verifyRegistrationResponse({
    response: answer.response,
    expectedChallenge: challenge,
    expectedOrigin: context.platform.settings.publicUrl,
    expectedRPID: rpId(context),
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(refused);
  if (!checked.verified || checked.registrationInfo === undefined) return false;
  const { credential } = checked.registrationInfo;
  const at = iso(context.platform.clock.nowAt());
  const made = await amongPeople(context, (tx) =>
    tx.run(sql`
    insert into accounts.passkey (id, user_id, name, public_key, counter, transports, created_at)
    values (${credential.id}, ${answer.person.id}, ${answer.name}, ${Buffer.from(credential.publicKey)}, ${credential.counter}, ${credential.transports ?? []}, ${at}) on conflict do nothing`),
  );
  return made === 1;
}

/** The person's id, or null: refused, for whatever reason. */
export async function signInWith(
  context: AccountsContext,
  handle: string | undefined,
  response: AuthenticationResponseJSON,
): Promise<string | null> {
  const challenge = await spend(context, handle, 'sign-in', null);
  if (challenge === null) return null;
  const key = await amongPeople(context, (tx) =>
    tx.row(sql<{ user_id: string; public_key: Buffer; counter: number; transports: AuthenticatorTransport[] }>`
    select user_id, public_key, counter::float8 as counter, transports from accounts.passkey where id = ${response.id}`),
  );
  if (key === undefined) return null;
  const checked = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: context.platform.settings.publicUrl,
    expectedRPID: rpId(context),
    requireUserVerification: true,
    credential: { id: response.id, publicKey: new Uint8Array(key.public_key), counter: key.counter, transports: key.transports },
  }).catch(refused);
  if (!checked.verified || !('authenticationInfo' in checked)) return null;
  const { newCounter } = checked.authenticationInfo;
  // Some devices never count and always say 0; all others must grow, also when two answers race.
  const used = await amongPeople(context, (tx) =>
    tx.run(sql`
    update accounts.passkey set counter = ${newCounter}, last_used_at = ${iso(context.platform.clock.nowAt())}
    where id = ${response.id} and (counter < ${newCounter} or (counter = 0 and ${newCounter} = 0))`),
  );
  return used === 1 ? key.user_id : null;
}

/** The library throws where an answer is not what was asked for; for us that is one and the same no. */
function refused(error: unknown): { verified: false } {
  if (!(error instanceof Error)) throw new Error('the passkey library threw something odd', { cause: error });
  return { verified: false };
}

function rpId(context: AccountsContext): string {
  return new URL(context.platform.settings.publicUrl).hostname;
}

async function keep(context: AccountsContext, asked: { challenge: string; purpose: Purpose; userId: string | null }): Promise<string> {
  const handle = newSecretText();
  const at = context.platform.clock.nowAt();
  await amongPeople(context, async (tx) => {
    await tx.run(sql`delete from accounts.passkey_challenge where expires_at < ${iso(at)}`);
    await tx.run(sql`insert into accounts.passkey_challenge (id_hash, challenge, purpose, user_id, expires_at)
      values (${hashSecret(handle)}, ${asked.challenge}, ${asked.purpose}, ${asked.userId}, ${iso(at + challengeMs)})`);
  });
  return handle;
}

async function spend(
  context: AccountsContext,
  handle: string | undefined,
  purpose: Purpose,
  userId: string | null,
): Promise<string | null> {
  if (!isSecretText(handle)) return null;
  const at = iso(context.platform.clock.nowAt());
  const row = await amongPeople(context, (tx) =>
    tx.row(sql<{ challenge: string; purpose: Purpose; user_id: string | null; fresh: boolean }>`
    delete from accounts.passkey_challenge where id_hash = ${hashSecret(handle)} returning challenge, purpose, user_id, expires_at > ${at}::timestamptz as fresh`),
  );
  return row !== undefined && row.fresh && row.purpose === purpose && row.user_id === userId ? row.challenge : null;
}
