/**
 * What does a calendar file ask (RFC 5545, 5546)? The one event it speaks of, for showing: no repetition is worked out, no alarm is set,
 * nothing it links to is loaded.
 */
import ICAL from 'ical.js';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalAddress, oneLine } from './address.ts';
import type { AboutInvitation, AboutPerson, AttendeeAnswer } from '../contract/file-about.ts';

const maxTitleChars = limits.invitationTitleChars;

const textOf = (value: unknown): string => (typeof value === 'string' ? oneLine(value, maxTitleChars) : '');

function personOf(property: ICAL.Property): AboutPerson {
  const written = textOf(property.getFirstValue()).replace(/^mailto:/i, '');
  const name = textOf(property.getFirstParameter('cn'));
  return { address: canonicalAddress(written) ?? written, name: name === '' ? null : name };
}

const answers: Readonly<Record<string, AttendeeAnswer>> = { ACCEPTED: 'accepted', DECLINED: 'declined', TENTATIVE: 'tentative' };
const methods: Readonly<Record<string, AboutInvitation['method']>> = {
  REQUEST: 'request',
  CANCEL: 'cancel',
  REPLY: 'reply',
  COUNTER: 'reply',
};

interface Moment {
  readonly at: number | null;
  readonly text: string;
  readonly isDate: boolean;
}

/** An instant where the file itself says which zone it means; a wall clock with the zone's name where it does not. */
function momentOf(event: ICAL.Component, name: string): Moment | null {
  const property = event.getFirstProperty(name);
  const time = property?.getFirstValue();
  if (!(time instanceof ICAL.Time)) return null;
  const zone = textOf(property?.getFirstParameter('tzid'));
  const isKnown =
    time.isDate || time.zone === ICAL.Timezone.utcTimezone || (time.zone !== null && time.zone !== ICAL.Timezone.localTimezone);
  const at = time.toUnixTime() * 1_000;
  const isSane = Number.isFinite(at) && Math.abs(at) < 253_402_300_800_000;
  return { at: isKnown && isSane ? at : null, text: oneLine(`${time.toString().replace('T', ' ')} ${zone}`, 100), isDate: time.isDate };
}

function endOf(event: ICAL.Component, start: Moment | null): number | null {
  const end = momentOf(event, 'dtend');
  if (end !== null) return end.at;
  const duration = event.getFirstPropertyValue('duration');
  if (!(duration instanceof ICAL.Duration) || start?.at === null || start === null) return null;
  return start.at + duration.toSeconds() * 1_000;
}

/** The invitation in a calendar file's bytes, or null when it holds no event or cannot be read. Bounded; never throws on hostile input. */
export function readInvitation(bytes: Uint8Array, claimedMethod: string | null): AboutInvitation | null {
  if (bytes.byteLength > limits.calendarBytes) return null;
  let calendar: ICAL.Component;
  let event: ICAL.Component | null;
  let start: Moment | null;
  let endAt: number | null;
  try {
    const parsed: unknown = ICAL.parse(new TextDecoder().decode(bytes));
    const first: unknown = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed[0] : parsed;
    calendar = new ICAL.Component(first as unknown[]);
    event = calendar.getFirstSubcomponent('vevent');
    if (event === null) return null;
    start = momentOf(event, 'dtstart');
    endAt = endOf(event, start);
  } catch (unreadable) {
    if (!(unreadable instanceof Error)) throw unreadable;
    return null;
  }
  const organiser = event.getFirstProperty('organizer');
  const method = (textOf(calendar.getFirstPropertyValue('method')) || (claimedMethod ?? '')).toUpperCase();
  return {
    kind: 'invitation',
    method: methods[method] ?? 'other',
    title: textOf(event.getFirstPropertyValue('summary')),
    startAt: start?.at ?? null,
    endAt,
    startText: start?.text ?? '',
    isAllDay: start?.isDate === true,
    isRecurring: event.getFirstProperty('rrule') !== null || event.getFirstProperty('rdate') !== null,
    place: textOf(event.getFirstPropertyValue('location')),
    organiser: organiser === null ? null : personOf(organiser),
    attendees: event
      .getAllProperties('attendee')
      .slice(0, limits.invitationAttendeeCount)
      .map((property) => ({
        ...personOf(property),
        answer: answers[textOf(property.getFirstParameter('partstat')).toUpperCase()] ?? 'none',
      })),
  };
}
