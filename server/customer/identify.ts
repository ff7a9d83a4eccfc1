/**
 * The site says who this is: what happens to what the visitor wrote before? Written anonymously here, it joins the proved customer; a token
 * that already belongs to another of the site's customers starts anew (a shared computer).
 */
import { factValue } from '@meanwhile/core/identity/fact.ts';
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import { type SiteIdentity, type SiteKey } from '../channel-registry.ts';
import { verifySiteIdentity } from '../channel-libraries.ts';
import type { LoadedChannel } from '../channel/channel.ts';
import { noteFact } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { Refused } from '../platform/http/problem.ts';
import { tellCustomerChanged } from './customer-changed.ts';
import { newVisitorId, type Visitor } from './visitor.ts';

export function siteKeys(channel: LoadedChannel): SiteKey[] {
  return ['identityKey', 'identityKeyOld'].flatMap((name): SiteKey[] => {
    const text = channel.secrets[name];
    if (text === undefined) return [];
    if (!text.trimStart().startsWith('{')) return [{ alg: 'HS256' as const, secret: text }];
    return [{ alg: 'EdDSA' as const, publicJwk: JSON.parse(text) as Record<string, unknown> }];
  });
}

/** Throws Refused `identity_refused` for anything but a valid token of this channel's site. */
export async function identify(
  here: Here,
  channel: LoadedChannel,
  jwt: string,
  before: Omit<Visitor, 'until'> | null,
): Promise<Omit<Visitor, 'until'>> {
  const { platform, tx, workspaceId } = here;
  const answer = await verifySiteIdentity(jwt, { keys: siteKeys(channel), audience: channel.id, nowAt: here.at });
  if (!answer.ok) {
    platform.log.info({ channelId: channel.id, reason: answer.reason }, 'a site identity was refused');
    throw new Refused('identity_refused');
  }
  const { subject, email, emailVerified, name, said } = answer.identity;
  // Under such a name nothing the visitor writes could be filed: said now, not after their first message was taken.
  if (canonicalIdentity('site', subject) !== subject) throw new Refused('identity_refused');
  const stays = before !== null && (before.siteSubject === null || before.siteSubject === subject);
  const visitor = {
    channelId: channel.id,
    visitorId: stays ? before.visitorId : newVisitorId(),
    siteSubject: subject,
    name,
    locale: before?.locale ?? null,
    zone: before?.zone ?? null,
  };
  const { customerId, isNew, fromId } = await linkSite(here, visitor, stays && before.siteSubject === null);
  const renamed =
    name !== null &&
    (await tx.run(
      sql`update tenant.customer set name = ${name} where workspace_id = ${workspaceId} and id = ${customerId} and name is distinct from ${name}`,
    )) > 0;
  const reachable = email !== null && emailVerified && (await addProvedEmail(here, customerId, email));
  const learnt = await learn(here, customerId, said);
  if (fromId !== null) await tellCustomerChanged(here, customerId, { fromId, intoId: customerId });
  else if (isNew || renamed || reachable || learnt) await tellCustomerChanged(here, customerId);
  return visitor;
}

/** What the site signed is known; what cannot be read as what it says it is, is not. True when anything is new. */
async function learn(here: Here, customerId: string, said: SiteIdentity['said']): Promise<boolean> {
  let isNew = false;
  for (const { kind, text } of said) {
    const value = factValue(kind, text, { locale: 'en', nowAt: here.at });
    if (isRefusal(value)) continue;
    const fact = { kind, label: '', value, source: 'site', proof: 'site', messageId: null, caseId: null, by: 'customer' } as const;
    isNew = (await noteFact(here, customerId, fact)) || isNew;
  }
  return isNew;
}

async function linkSite(
  here: Here,
  visitor: Pick<Visitor, 'visitorId' | 'name'> & { readonly siteSubject: string },
  wasAnonymous: boolean,
): Promise<{ readonly customerId: string; readonly isNew: boolean; readonly fromId: string | null }> {
  const { platform, tx, workspaceId } = here;
  // One at a time per site customer: two tabs signing in together must not make two customers.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId} site ${visitor.siteSubject}`}, 7302))`);
  const site = await proved(tx, workspaceId, 'site', visitor.siteSubject);
  const own = wasAnonymous ? await proved(tx, workspaceId, 'visitor', visitor.visitorId) : null;
  const at = iso(here.at);
  if (site !== null) {
    const fromId = own === site ? null : own;
    if (fromId !== null) await mergeInto(here, fromId, site);
    return { customerId: site, isNew: false, fromId };
  }
  let customerId = own;
  if (customerId === null) {
    customerId = platform.clock.newId<'customer'>();
    await tx.run(
      sql`insert into tenant.customer (workspace_id, id, name, created_at) values (${workspaceId}, ${customerId}, ${visitor.name}, ${at})`,
    );
  }
  await tx.run(sql`
    insert into tenant.identity (workspace_id, id, customer_id, scheme, value, display, proof, proved_at, proved_how, created_at)
    values (${workspaceId}, ${platform.clock.newId<'identity'>()}, ${customerId}, 'site', ${visitor.siteSubject}, ${visitor.name}, 'site', ${at}, 'site_token', ${at})`);
  return { customerId, isNew: true, fromId: null };
}

async function proved(tx: Transaction, workspaceId: string, scheme: string, value: string): Promise<string | null> {
  const row = await tx.row(sql<{ customer_id: string }>`
    select coalesce(m.into_customer_id, i.customer_id) as customer_id from tenant.identity i
    left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
    where i.workspace_id = ${workspaceId} and i.scheme = ${scheme} and i.value = ${value} and i.proof <> 'claimed'`);
  return row?.customer_id ?? null;
}

/** Messages stay where they were written; the survivor's thread is the union. Who had been merged into the one is now merged into the other. */
async function mergeInto({ platform, tx, workspaceId, at }: Here, from: string, into: string): Promise<void> {
  await tx.run(
    sql`update tenant.customer_merge set into_customer_id = ${into} where workspace_id = ${workspaceId} and into_customer_id = ${from} and undone_at is null`,
  );
  await tx.run(sql`
    insert into tenant.customer_merge (workspace_id, id, from_customer_id, into_customer_id, merged_by, merged_at)
    values (${workspaceId}, ${platform.clock.newId<'merge'>()}, ${from}, ${into}, null, ${iso(at)})`);
}

/** The site vouches for the address. Another customer's proved address stays theirs: never a silent merge across proofs. */
async function addProvedEmail(here: Here, customerId: string, email: string): Promise<boolean> {
  const { platform, tx, workspaceId } = here;
  const value = canonicalIdentity('email', email);
  if (isRefusal(value)) return false;
  const at = iso(here.at);
  const added = await tx.run(sql`
    insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, proved_at, proved_how, created_at)
    values (${workspaceId}, ${platform.clock.newId<'identity'>()}, ${customerId}, 'email', ${value}, 'site', ${at}, 'site_token', ${at}) on conflict do nothing`);
  return added > 0;
}
