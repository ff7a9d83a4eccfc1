/** What do the mailbox screens ask the server for, and what do they tell it? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import { del, get, patch, post } from '../../sync/api.ts';
import type { Mailbox, MailboxTest, MailGuess, MailServer } from '@meanwhile/wire/mailboxes.ts';
import type { Listing } from '../../sync/api.ts';

export interface TypedMailbox {
  readonly user: string;
  readonly password: string;
  readonly imap: MailServer;
  readonly smtp: MailServer | null;
}

const path = '/mailboxes';
const one = (id: string): string => `${path}/${encodeURIComponent(id)}`;
/** Its state changes by itself: connecting, fetched, in trouble. */
const lookEveryMs = 10_000;

export const mailboxesQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['mailboxes', channelId],
    queryFn: () => get<Listing<Mailbox>>(path, { channelId, limit: 200 }),
    refetchInterval: lookEveryMs,
  });
export const guessMailbox = (address: string) => get<MailGuess>(`${path}/guess`, { address });
export const testMailbox = (typed: TypedMailbox) => post<MailboxTest>(`${path}/test`, typed);
export const addMailbox = (body: TypedMailbox & { readonly channelId: string; readonly address: string }, key: string) =>
  post<Mailbox>(path, body, key);
export const switchMailbox = (id: string, state: 'on' | 'off') => patch<Mailbox>(one(id), { state });
export const removeMailbox = (id: string) => del<Mailbox>(one(id));
