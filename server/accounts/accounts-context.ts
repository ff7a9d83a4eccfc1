/** What do the parts of this step share? Made once by `createAccounts`; nothing outside the step sees it. */
import type pg from 'pg';
import { sql } from 'kysely';
import { acrossWorkspaces, type Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import type { Auth } from './auth.ts';
import type { OnLeaving } from './leaving.ts';
import type { OidcSettings } from './oidc.ts';
import type { Throttle } from './throttle.ts';

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}
/** Hands a letter of ours to the mail server. Null = no mail server is set up. */
export type SendMail = (mail: OutgoingMail) => Promise<void>;

export interface AccountsContext {
  readonly platform: Platform;
  readonly pool: pg.Pool;
  readonly auth: Auth;
  readonly throttle: Throttle;
  readonly oidc: OidcSettings | null;
  readonly sendMail: SendMail | null;
  readonly onLeaving: OnLeaving | null;
  /** Work an answer must not wait for, because its duration would tell something. Its failure is logged. */
  later(work: () => Promise<void>): void;
}

/** A transaction on users and sessions. */
export function amongPeople<T>(context: Pick<AccountsContext, 'pool'>, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return acrossWorkspaces(context.pool, work);
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly secondFactor: boolean;
  readonly hasPassword: boolean;
}

const personColumns = sql`u.id, u.name, u.email, u.email_verified as "emailVerified", coalesce(u.second_factor_enabled, false) as "secondFactor",
  exists (select 1 from accounts.account a where a.user_id = u.id and a.provider_id = 'credential') as "hasPassword"`;

export function personByAddress(tx: Transaction, address: string): Promise<Person | undefined> {
  return tx.row(sql<Person>`select ${personColumns} from accounts."user" u where u.email = ${address.toLowerCase()}`);
}

export function personById(tx: Transaction, id: string): Promise<Person | undefined> {
  return tx.row(sql<Person>`select ${personColumns} from accounts."user" u where u.id = ${id}`);
}
