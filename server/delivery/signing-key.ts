/**
 * With which key is this mail signed, and may we write in that name at all? One key per workspace and domain; the private half is sealed with
 * the row's id. It signs only while its record was found in the DNS: a signature nobody can check does more harm than none.
 */
import { type SigningKey } from '../channel-registry.ts';
import { signingKit } from '../channel-libraries.ts';
import type { Here } from '../platform/here.ts';
import { seal, unseal, type Keys } from '../platform/keys.ts';
import { insertSigningKey, ownerOfDomain, signingKeyFor, type SigningKeyRow } from './signing-key.store.ts';

const purpose = 'signing-key';

/** Makes a pair; a second call for the same domain gives the first one's. */
export async function makeSigningKey({ platform, tx, workspaceId, at }: Here, domain: string): Promise<SigningKeyRow> {
  const existing = await signingKeyFor(tx, workspaceId, domain);
  if (existing !== undefined) return existing;
  const { makeKeyPair } = await signingKit();
  const pair = await makeKeyPair();
  const id = platform.clock.newId<'signing_key'>() as string;
  const privateKey = seal(platform.keys, purpose, Buffer.from(JSON.stringify({ id, privateKey: pair.privateKey })));
  // Random, so that two workspaces never fight over one name in a shared domain.
  const selector = `mw${id.replaceAll('-', '').slice(-10)}`;
  const row = {
    id,
    domain,
    selector,
    private_key: privateKey,
    public_key: pair.publicKey,
    created_at: at,
    checked_at: null,
    found_at: null,
  };
  await insertSigningKey(tx, workspaceId, row);
  return (await signingKeyFor(tx, workspaceId, domain)) ?? row;
}

export function openSigningKey(keys: Keys, row: SigningKeyRow): SigningKey {
  const opened = JSON.parse(unseal(keys, purpose, row.private_key).toString()) as { id: string; privateKey: string };
  if (opened.id !== row.id) throw new Error('a signing key carries the secret of another');
  return { domain: row.domain, selector: row.selector, privateKey: opened.privateKey };
}

export type Voice = { readonly signingKey: SigningKey | null } | 'not_ours';

/** How we speak as this address: signed, unsigned, or (the domain is another workspace's by its DNS) not at all (attack 27). */
export async function voiceOf({ platform, tx, workspaceId }: Here, address: string): Promise<Voice> {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const owner = await ownerOfDomain(tx, domain);
  if (owner === null) return { signingKey: null };
  if (owner !== workspaceId) return 'not_ours';
  const row = await signingKeyFor(tx, workspaceId, domain);
  return { signingKey: row === undefined || row.found_at === null ? null : openSigningKey(platform.keys, row) };
}
