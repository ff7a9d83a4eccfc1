/**
 * Who is asking? One shape for every listener (HTTP, stream, upload): a member, an API token, or nobody.
 * Rights are read anew for each request and each stream event; nothing here is cached across them.
 */
import type { Permission, Role } from '@meanwhile/wire/permissions.ts';

export interface MemberPrincipal {
  readonly kind: 'member';
  readonly workspaceId: string;
  readonly memberId: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
}
export interface TokenPrincipal {
  readonly kind: 'token';
  readonly workspaceId: string;
  readonly tokenId: string;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}
/** Signed in, but in no workspace (or none chosen). */
export interface UserPrincipal {
  readonly kind: 'user';
  readonly userId: string;
}
export type Principal = MemberPrincipal | TokenPrincipal;

/** `member:<id>` or `token:<id>`: the actor of events, the owner of uploads and idempotency keys. */
export function actorOf(principal: Principal): string {
  return principal.kind === 'member' ? `member:${principal.memberId}` : `token:${principal.tokenId}`;
}

export interface AuthenticationInput {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  /** Header `Meanwhile-Workspace`: which of the user's workspaces is meant. */
  readonly workspaceId: string | undefined;
}

/** The one function behind every listener; made by `server/accounts`. Never throws on bad credentials. */
export type Authenticate = (input: AuthenticationInput) => Promise<Principal | UserPrincipal | null>;
