/**
 * What is this file of a message, beyond its bytes: an invitation, another mail, a signature, something closed? For showing only; nothing
 * in it is proved, and a signature found is not a signature checked.
 */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';

export interface AboutPerson {
  /** As written, one line; empty when there is none. */
  readonly address: string;
  readonly name: string | null;
}

export type AttendeeAnswer = 'accepted' | 'declined' | 'tentative' | 'none';

export interface AboutInvitation {
  readonly kind: 'invitation';
  readonly method: 'request' | 'cancel' | 'reply' | 'other';
  readonly title: string;
  /** Null when the file names a time zone it does not describe; then `startText` says what it says. */
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  /** The start as written, with its zone. */
  readonly startText: string;
  readonly isAllDay: boolean;
  readonly isRecurring: boolean;
  readonly place: string;
  readonly organiser: AboutPerson | null;
  /** At most `limits.invitationAttendeeCount`. */
  readonly attendees: readonly (AboutPerson & { readonly answer: AttendeeAnswer })[];
}

/** A whole mail inside this one. */
export interface AboutMail {
  readonly kind: 'mail';
  readonly from: string;
  readonly subject: string;
  readonly sentAt: Instant | null;
  /** Its first words, at most `limits.embeddedTextChars`. */
  readonly text: string;
}

/** `signed`: a signature nobody checked. `encrypted`: cannot be read here. */
export interface AboutProtection {
  readonly kind: 'signed' | 'encrypted';
  readonly by: 'smime' | 'pgp';
}

export type FileAbout = AboutInvitation | AboutMail | AboutProtection;
