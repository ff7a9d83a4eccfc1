/**
 * Which thing is meant? Branded ids (UUIDv7 text) so a case id cannot be passed where a message id is wanted.
 * Making an id needs time and randomness, so that lives in `server/platform`; here are only the types and the shape check.
 */
declare const brand: unique symbol;
export type Id<Name extends string> = string & { readonly [brand]: Name };

export type WorkspaceId = Id<'workspace'>;
export type MemberId = Id<'member'>;
export type ChannelId = Id<'channel'>;
export type CustomerId = Id<'customer'>;
export type IdentityId = Id<'identity'>;
export type ConversationId = Id<'conversation'>;
export type CaseId = Id<'case'>;
export type MessageId = Id<'message'>;
export type AttachmentId = Id<'attachment'>;
export type DeliveryId = Id<'delivery'>;
export type CommitmentId = Id<'commitment'>;
export type CalendarId = Id<'calendar'>;
export type PolicyId = Id<'policy'>;
export type InboundId = Id<'inbound'>;
export type EventId = Id<'event'>;

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Is this text a lower-case UUID? Nothing else may reach a query that expects an id. */
export function isId(value: unknown): value is Id<string> {
  return typeof value === 'string' && uuidShape.test(value);
}
