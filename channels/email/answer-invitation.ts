/**
 * How is an invitation answered by mail (RFC 5546 §3.2.3, RFC 6047)? Makes the calendar file of one attendee's reply. It sends nothing, answers
 * only what asks for an answer, and repeats of the invitation no more than names the event.
 */
import ICAL from 'ical.js';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalAddress, oneLine } from './address.ts';

export type InvitationAnswer = 'accepted' | 'tentative' | 'declined';

export interface Answering {
  readonly as: InvitationAnswer;
  /** Addresses of ours, canonical; the one that was invited answers, else the first. */
  readonly own: readonly [string, ...string[]];
  readonly name: string;
  readonly nowAt: Instant;
}

const utc = (at: Instant): ICAL.Time => ICAL.Time.fromJSDate(new Date(at), true);
const addressOf = (property: ICAL.Property): string | null =>
  canonicalAddress(String(property.getFirstValue() ?? '').replace(/^mailto:/i, ''));

/** The reply, and the organiser it goes to; null where the file asks for nothing, or names nobody to answer. Never throws on hostile input. */
export function answerInvitation(bytes: Uint8Array, answering: Answering): { bytes: Uint8Array; organiser: string } | null {
  if (bytes.byteLength > limits.calendarBytes) return null;
  try {
    const parsed: unknown = ICAL.parse(new TextDecoder().decode(bytes));
    const first: unknown = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed[0] : parsed;
    const event = new ICAL.Component(first as unknown[]).getFirstSubcomponent('vevent');
    const organiser = event?.getFirstProperty('organizer');
    const to = organiser == null ? null : addressOf(organiser);
    if (event === null || organiser == null || to === null || typeof event.getFirstPropertyValue('uid') !== 'string') return null;
    return { bytes: new TextEncoder().encode(replyTo(event, answering).toString()), organiser: to };
  } catch (unreadable) {
    if (!(unreadable instanceof Error)) throw unreadable;
    return null;
  }
}

function replyTo(event: ICAL.Component, { as, own, name, nowAt }: Answering): ICAL.Component {
  const calendar = new ICAL.Component(['vcalendar', [], []]);
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Meanwhile//EN');
  calendar.addPropertyWithValue('method', 'REPLY');
  const reply = new ICAL.Component(['vevent', [], []]);
  // Copied as they stand: by these the organiser's calendar finds its own event again.
  for (const kept of ['uid', 'organizer', 'sequence', 'recurrence-id', 'summary']) {
    const property = event.getFirstProperty(kept);
    if (property !== null) reply.addProperty(ICAL.Property.fromString(property.toICALString(), ICAL.design.icalendar));
  }
  for (const time of ['dtstart', 'dtend']) {
    const value = event.getFirstPropertyValue(time);
    // Without the description of its zone a wall clock would say another time; the uid is enough then.
    if (!(value instanceof ICAL.Time) || (!value.isDate && value.zone === ICAL.Timezone.localTimezone)) continue;
    reply.addPropertyWithValue(time, value.isDate ? value : utc(value.toUnixTime() * 1_000));
  }
  reply.addPropertyWithValue('dtstamp', utc(nowAt));
  const invited = event.getAllProperties('attendee').map(addressOf);
  const attendee = new ICAL.Property('attendee');
  attendee.setParameter('partstat', as.toUpperCase());
  if (name !== '') attendee.setParameter('cn', oneLine(name, limits.displayNameChars).replaceAll('"', "'"));
  attendee.setValue(`mailto:${own.find((address) => invited.includes(address)) ?? own[0]}`);
  reply.addProperty(attendee);
  calendar.addSubcomponent(reply);
  return calendar;
}
