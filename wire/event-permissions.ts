/** What must somebody be allowed to read so that they hear an event? The same right that opens the record itself by `GET`; a type without a line here is none. */
import type { Permission } from './permissions.ts';
import type { EventType } from './stream.ts';

export const eventPermission: Readonly<Record<EventType, Permission>> = {
  'message.received': 'case:read',
  'message.held': 'case:read',
  'message.undone': 'case:read',
  'message.sent': 'case:read',
  'note.added': 'case:read',
  'draft.saved': 'message:send',
  'case.opened': 'case:read',
  'case.assigned': 'case:read',
  'case.released': 'case:read',
  'case.snoozed': 'case:read',
  'case.woken': 'case:read',
  'case.resolved': 'case:read',
  'case.reopened': 'case:read',
  'case.merged': 'case:read',
  'case.unmerged': 'case:read',
  'case.split': 'case:read',
  'case.waiting': 'case:read',
  'case.changed': 'case:read',
  'case.urgent': 'case:read',
  'case.exported': 'case:read',
  'delivery.changed': 'delivery:read',
  'file.scanned': 'case:read',
  'commitment.told': 'case:read',
  'commitment.kept': 'case:read',
  'commitment.broken': 'case:read',
  'commitment.released': 'case:read',
  'customer.changed': 'customer:read',
  'customer.link_offered': 'customer:read',
  'customer.erased': 'customer:read',
  'channel.changed': 'channel:read',
  'gate.changed': 'channel:read',
  'calendar.changed': 'channel:read',
  'policy.changed': 'channel:read',
  'member.changed': 'member:read',
  'invitation.changed': 'member:manage',
  'token.changed': 'token:manage',
  'workspace.changed': 'workspace:read',
  'view.changed': 'case:read',
  'mailbox.changed': 'channel:read',
  'webhook.changed': 'webhook:manage',
  'inbound.quarantined': 'inbound:read',
  'inbound.settled': 'inbound:read',
  'shift.changed': 'workspace:read',
  'notice.added': 'case:read',
  'suppression.changed': 'delivery:read',
  'signing_key.changed': 'channel:manage',
  'incident.changed': 'case:read',
};

/** The types somebody with these rights hears. */
export function eventTypesFor(permissions: ReadonlySet<string>): EventType[] {
  return (Object.keys(eventPermission) as EventType[]).filter((type) => permissions.has(eventPermission[type]));
}
