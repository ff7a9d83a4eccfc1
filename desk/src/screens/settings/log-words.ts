/** How does a line of the log read? Who it was, and what they did, in the reader's language. An event type without a sentence does not compile. */
import { sayLog } from '../../words/log.ts';
import type { AuditEvent } from '@meanwhile/wire/audit.ts';

export function actorWords({ kind, name }: AuditEvent['actor']): string {
  if (kind === 'system') return sayLog('log.system');
  if (kind === 'visitor') return sayLog('log.visitor');
  if (name === null) return sayLog('log.somebody');
  if (kind === 'token') return sayLog('log.token', { name });
  return kind === 'customer' ? sayLog('log.customer', { name }) : name;
}

export function eventWords({ type, about }: AuditEvent): string {
  return sayLog(`log.type.${type}`, { name: about.name ?? '' }).trim();
}
