/** What do the screens of signing in to a mailbox ask the server for, and what stays in this window meanwhile? Queries, writes and the proof only. */
import { queryOptions } from '@tanstack/react-query';
import { get, post, put } from '../../sync/api.ts';
import type { MailboxKey, MailProvider, MailWay, SignInBegun } from '@meanwhile/wire/mailbox-sign-ins.ts';
import type { Mailbox } from '@meanwhile/wire/mailboxes.ts';

const keysPath = '/mailbox-keys';
const path = '/mailboxes/sign-in';
const kept = 'mailbox-sign-in';

export const mailboxKeysQuery = queryOptions({
  queryKey: ['mailbox-keys'],
  queryFn: () => get<{ readonly items: readonly MailboxKey[] }>(keysPath),
});

export interface TypedKey {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly directory?: string;
}
export const saveMailboxKey = (provider: MailProvider, typed: TypedKey) => put<MailboxKey>(`${keysPath}/${provider}`, typed);

export interface SignInWish {
  readonly provider: MailProvider;
  readonly channelId: string;
  readonly address: string;
  readonly sends: boolean;
  readonly way: MailWay;
}
export const beginMailbox = (wish: SignInWish) => post<SignInBegun>(path, wish);
export const beginAgain = (mailboxId: string) => post<SignInBegun>(`/mailboxes/${encodeURIComponent(mailboxId)}/sign-in`);

/** What only the window knows that left: without it nobody can finish. */
export interface Leaving {
  readonly channelId: string;
  readonly proof: string;
}

/** Goes to the provider in this window. */
export function leaveFor({ url, proof }: SignInBegun, channelId: string): void {
  sessionStorage.setItem(kept, JSON.stringify({ channelId, proof } satisfies Leaving));
  window.location.assign(url);
}

/** Whoever came back, and from where; null where this window did not leave. */
export function leavingOf(): Leaving | null {
  const text = sessionStorage.getItem(kept);
  return text === null ? null : (JSON.parse(text) as Leaving);
}

export interface ComingBack {
  readonly provider: MailProvider;
  readonly state: string;
  readonly code: string;
  readonly proof: string;
}
export async function finishMailbox(back: ComingBack): Promise<Mailbox> {
  const mailbox = await post<Mailbox>(`${path}/finish`, back);
  sessionStorage.removeItem(kept);
  return mailbox;
}
