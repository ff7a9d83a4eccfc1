/** What do the settings of sending ask the server for, and what do they tell it? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import { get, post, put } from '../../sync/api.ts';
import type { Listing } from '../../sync/api.ts';
import type { Signature } from '@meanwhile/wire/signature.ts';
import type { SigningKeyRecord } from '@meanwhile/wire/signing-keys.ts';
import type { Suppression } from '@meanwhile/wire/suppression.ts';

const limit = 200;

export const signingKeysQuery = queryOptions({
  queryKey: ['signing-keys'],
  queryFn: () => get<Listing<SigningKeyRecord>>('/signing-keys', { limit }),
});
export const suppressionsQuery = queryOptions({
  queryKey: ['suppressions'],
  queryFn: () => get<Listing<Suppression>>('/suppressions', { limit }),
});
export const signatureQuery = queryOptions({ queryKey: ['signature'], queryFn: () => get<Signature>('/signature') });

export const makeSigningKey = (domain: string, idempotencyKey: string) =>
  post<SigningKeyRecord>('/signing-keys', { domain }, idempotencyKey);
export const checkSigningKey = (id: string) => post<SigningKeyRecord>(`/signing-keys/${encodeURIComponent(id)}/check`);
export const liftSuppression = (address: string) => post<object>('/suppressions/lift', { address });
export const saveSignature = (text: string) => put<Signature>('/signature', { text });
