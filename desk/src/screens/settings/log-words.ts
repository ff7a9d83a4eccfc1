/** How does a line of the log read? Who it was, and what they did, in the reader's language; a type this desk does not know yet by its name. */
import { say, type WordKey } from '../../words/say.ts';
import { logEn } from '../../words/log.en.ts';
import type { AuditEvent } from '@meanwhile/wire/audit.ts';

export function actorWords({ kind, name }: AuditEvent['actor']): string {
  if (kind === 'system') return say('log.system');
  if (kind === 'visitor') return say('log.visitor');
  if (name === null) return say('log.somebody');
  if (kind === 'token') return say('log.token', { name });
  return kind === 'customer' ? say('log.customer', { name }) : name;
}

export function eventWords({ type, about }: AuditEvent): string {
  const key = `log.type.${type}`;
  return key in logEn ? say(key as WordKey, { name: about.name ?? '' }).trim() : type;
}
