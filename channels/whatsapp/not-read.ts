/** What is there to say of something in a call that could not be read? Its key and a hint; and what all readers of a call know of it. */
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import type { RawInbound } from '../contract/channel-adapter.ts';
import type { AuthenticationVerdict } from '../contract/normalised-event.ts';

/** `key`: where it has one of its own. `hint` is for the log: no names, no numbers of people. */
export interface NotRead {
  readonly type: 'notRead';
  readonly key: string | null;
  readonly hint: string;
}
export const notRead = (key: string | null, hint: string): NotRead => ({ type: 'notRead', key, hint });

/** Whose call it is and when it came: the same for all it holds. */
export interface Surroundings {
  readonly raw: RawInbound;
  readonly phoneNumberId: string;
  readonly authentication: AuthenticationVerdict;
}

/** As Meta calls it, where that is a name. */
export const plainName = (name: string, otherwise: string): string => (/^[a-z_]{1,60}$/.test(name) ? name : otherwise);

const trouble = z.looseObject({ code: z.number(), title: z.string().optional().catch(undefined) });

/** An error of Meta's: code and title. */
export function troubleOf(error: unknown): string {
  const read = trouble.safeParse(error);
  return read.success ? `${read.data.code} ${oneLine(read.data.title ?? '').slice(0, 100)}`.trim() : 'of a kind we do not know';
}
