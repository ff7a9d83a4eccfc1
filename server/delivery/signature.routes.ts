/** How does a member sign their answers? Each their own; the mailbox's signature stands in the settings of its channel. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { saveSignature as saveBody, signature } from '@meanwhile/wire/signature.ts';
import type { FastifyInstance } from 'fastify';
import { readWritten } from '../channel-libraries.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { saveSignature, signatureOfMember } from './letter.store.ts';

export function registerSignatureRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/signature',
    summary: 'Your own signature; empty where you have none.',
    permission: 'message:send',
    idempotency: 'safe',
    audit: null,
    answer: signature,
    async handle({ tx, workspaceId, principal }) {
      if (principal.kind !== 'member') return refuse('not_allowed', 'A signature has a person.');
      return (await signatureOfMember(tx, workspaceId, principal.memberId)) ?? { text: '', html: null };
    },
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/signature',
    summary: 'Change your own signature.',
    permission: 'message:send',
    idempotency: 'natural',
    audit: null,
    body: saveBody,
    answer: signature,
    async handle({ tx, workspaceId, principal, body }) {
      if (principal.kind !== 'member') return refuse('not_allowed', 'A signature has a person.');
      const read = body.html === null || body.html.trim() === '' ? null : await readWritten(body.html);
      const chosen = { text: body.text.trim() === '' && read !== null ? read.text : body.text, html: read?.html ?? null };
      await saveSignature(tx, workspaceId, principal.memberId, chosen.text.trim() === '' ? null : chosen);
      return chosen;
    },
  });
}
