/** Has this workspace been named yet? The seed of an installation gives every first workspace the same name; nobody keeps it on purpose. */
import type { Workspace } from '@meanwhile/wire/records.ts';

/** As `server/accounts` seeds it. */
const seedName = 'My workspace';

export function isUnnamed(workspace: Pick<Workspace, 'name'>): boolean {
  return workspace.name === seedName;
}
