/** How can the customer of this case go on elsewhere and be known there? Links that open another channel with a code in the words, for an agent to send. */
import { randomBytes } from 'node:crypto';
import { linkWords } from '@meanwhile/core/conversation/link-words.ts';
import { fill } from '@meanwhile/core/commitment/words/fill.ts';
import { catalogueOf } from '@meanwhile/core/commitment/words/language.ts';
import { linkCodeBytes, linkCodeFrom } from '@meanwhile/core/identity/link-code.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { offeredLinks } from '@meanwhile/wire/offered-links.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { casesById } from '../case/case.ts';
import { startLinkOf } from '../channel-registry.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { identitiesOf, openChannels, survivorOfConversation, type OpenChannel, type ReplyIdentity } from '../reply/reply.ts';
import { insertLinkCode } from './link-code.store.ts';

/** Mails are read later; somebody else who finds the code has to send it with the name of whose conversation it is. */
const goodForMs = 7 * dayMs;

export function registerLinkOfferRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/cases/:id/link-offers',
    summary: 'Links by which the customer can go on in another channel and be known there; each call makes new codes.',
    permission: 'message:send',
    idempotency: 'natural',
    audit: 'customer.link_offered',
    params: z.strictObject({ id }),
    answer: offeredLinks,
    async handle({ tx, workspaceId, at, actor, emit, params }) {
      const [row] = await casesById(tx, workspaceId, [params.id]);
      if (row === undefined) return refuse('not_found');
      const expiresAt = at + goodForMs;
      const customerId = await survivorOfConversation(tx, workspaceId, row.conversation_id);
      const identities = await identitiesOf(tx, workspaceId, customerId);
      const hint = knownAs(identities);
      const items: z.output<typeof offeredLinks>['items'] = [];
      const words = linkWords[catalogueOf(await localeOf(tx, workspaceId, customerId))];
      for (const { channel, link } of hint === null ? [] : await elsewhere(tx, workspaceId, identities)) {
        const code = linkCodeFrom(randomBytes(linkCodeBytes));
        const url = code === null ? null : link(fill(words.text, { who: hint!, code }));
        if (code === null || url === null) continue;
        await insertLinkCode(tx, workspaceId, { code, customerId, channelId: channel.id, hint: hint!, by: actor, at, expiresAt });
        items.push({ channelId: channel.id, channelType: channel.type, channelName: channel.name, url });
      }
      if (items.length > 0)
        await emit({
          type: 'customer.link_offered',
          audience: 'desk',
          conversationId: row.conversation_id,
          caseId: row.id,
          subjectId: customerId,
          payload: { channelIds: items.map(({ channelId }) => channelId) },
        });
      return { items, invite: words.invite, hint, expiresAt: wireInstant(expiresAt) };
    },
  });
}

/** By a proved address that people know as their own, in full: whoever sends the words reads whose conversation it is. It goes to its owner alone. */
function knownAs(identities: readonly ReplyIdentity[]): string | null {
  const proved = identities.filter(({ proof }) => proof !== 'claimed');
  return (proved.find(({ scheme }) => scheme === 'email') ?? proved.find(({ scheme }) => scheme === 'phone'))?.value ?? null;
}

/** Open channels that a link can open, of kinds by which they have not written yet. */
async function elsewhere(
  tx: Transaction,
  workspaceId: string,
  identities: readonly ReplyIdentity[],
): Promise<{ readonly channel: OpenChannel; readonly link: (text: string) => string | null }[]> {
  return (await openChannels(tx, workspaceId)).flatMap((channel) => {
    const found = startLinkOf(channel.type, channel.settings);
    const isKnownThere = found !== null && identities.some(({ scheme, proof }) => scheme === found.scheme && proof !== 'claimed');
    return found === null || isKnownThere ? [] : [{ channel, link: found.link }];
  });
}

async function localeOf(tx: Transaction, workspaceId: string, customerId: string): Promise<string> {
  const row = await tx.row(sql<{ locale: string }>`
    select coalesce(cu.locale, w.locale) as locale from tenant.customer cu join tenant.workspace w on w.workspace_id = cu.workspace_id
    where cu.workspace_id = ${workspaceId} and cu.id = ${customerId}`);
  return row?.locale ?? 'en';
}
