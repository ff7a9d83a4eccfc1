/** An invitation is answered so that the organiser's calendar understands it: same event, our address, our answer. */
import { expect, it } from 'vitest';
import { answerInvitation } from './answer-invitation.ts';
import { composeMail } from './compose-mail.ts';
import { readInvitation } from './read-invitation.ts';
import { readMail } from './read-mail.ts';

const own = ['help@lantern.example', 'events@lantern.example'] as const;
const nowAt = Date.UTC(2026, 10, 24, 10, 0);
const answering = (as: 'accepted' | 'tentative' | 'declined') => ({ as, own, name: 'Lantern "Books"', nowAt });
const calendar = (...lines: readonly string[]) =>
  new TextEncoder().encode(
    ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'),
  );
const tasting = calendar(
  'UID:tasting-1@post.example',
  'SEQUENCE:2',
  'RECURRENCE-ID:20261201T150000Z',
  'SUMMARY:Tasting',
  'DTSTART:20261201T150000Z',
  'DTEND:20261201T160000Z',
  'ORGANIZER;CN=Ada:mailto:ada@post.example',
  'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:events@lantern.example',
  'ATTENDEE:mailto:ben@post.example',
  'DESCRIPTION:Secret plan',
);

it.each(['accepted', 'tentative', 'declined'] as const)('%s says so, for the address that was invited and for no other', (as) => {
  const reply = answerInvitation(tasting, answering(as))!;
  expect(reply.organiser).toBe('ada@post.example');
  const text = new TextDecoder().decode(reply.bytes);
  for (const line of [
    'METHOD:REPLY',
    'UID:tasting-1@post.example',
    'SEQUENCE:2',
    'RECURRENCE-ID:20261201T150000Z',
    'DTSTAMP:20261124T100000Z',
  ])
    expect(text).toContain(`${line}\r\n`);
  expect(text).not.toMatch(/Secret|ben@/);
  expect(readInvitation(reply.bytes, null)).toMatchObject({
    method: 'reply',
    title: 'Tasting',
    startAt: Date.UTC(2026, 11, 1, 15, 0),
    attendees: [{ address: 'events@lantern.example', name: "Lantern 'Books'", answer: as }],
  });
});

it('a time in a zone nobody described is left out rather than said wrongly, and a whole day stays a day', () => {
  const odd = calendar('UID:1', 'ORGANIZER:mailto:ada@post.example', 'DTSTART;TZID=Mars/Olympus:20261201T150000');
  expect(new TextDecoder().decode(answerInvitation(odd, answering('accepted'))!.bytes)).not.toContain('DTSTART');
  const day = calendar('UID:1', 'ORGANIZER:mailto:ada@post.example', 'DTSTART;VALUE=DATE:20261201');
  expect(new TextDecoder().decode(answerInvitation(day, answering('accepted'))!.bytes)).toContain('DTSTART;VALUE=DATE:20261201');
});

it.each([
  ['nobody to answer', calendar('UID:1')],
  ['no event to name', calendar('ORGANIZER:mailto:ada@post.example')],
  ['an organiser who is no address', calendar('UID:1', 'ORGANIZER:https://evil.example')],
  ['no calendar', new TextEncoder().encode('hello')],
])('nothing is answered where there is %s', (_what, bytes) => {
  expect(answerInvitation(bytes, answering('accepted'))).toBeNull();
});

it('a mail carries the reply as calendars look for it: text/calendar with its method', async () => {
  const { bytes } = answerInvitation(tasting, answering('declined'))!;
  const mail = await composeMail({
    from: { address: own[0], name: null },
    to: { address: 'ada@post.example', name: null },
    replyTo: null,
    messageId: '<1@lantern.example>',
    references: [],
    subject: 'Re: Tasting',
    text: 'Declined: Tasting',
    html: null,
    files: [{ name: 'invite.ics', mime: 'text/calendar', cid: null, bytes }],
    origin: 'agent',
    returnPath: null,
    loopId: 'lantern.example',
    dateAt: nowAt,
  });
  expect(Buffer.from(mail.raw).toString()).toMatch(/^Content-Type: text\/calendar;[^\n]*(?:\r\n [^\n]*)*method=REPLY/m);
  const read = await readMail(mail.raw);
  expect(read.attachments.some(({ about }) => about?.kind === 'invitation' && about.method === 'reply')).toBe(true);
});
