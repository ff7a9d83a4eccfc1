/** How does a line of the log read? Who it was, and what they did, in the reader's language. An event type without a sentence does not compile. */
import { say } from '../../words/say.ts';
import type { AuditEvent } from '@meanwhile/wire/audit.ts';

export function actorWords({ kind, name }: AuditEvent['actor']): string {
  if (kind === 'system') return say('log.system');
  if (kind === 'visitor') return say('log.visitor');
  if (name === null) return say('log.somebody');
  if (kind === 'token') return say('log.token', { name });
  return kind === 'customer' ? say('log.customer', { name }) : name;
}

export function eventWords({ type, about }: AuditEvent): string {
  return say(`log.type.${type}`, { name: about.name ?? '' }).trim();
}
