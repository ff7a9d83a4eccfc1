/** What do the workspace's settings ask the server for, and what do they tell it? Queries and writes only; sign-in is in `security-data.ts`. */
import { queryOptions } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { del, get, patch, post } from '../../sync/api.ts';
import type { ApiToken, Tag, Topic, Workspace } from '@meanwhile/wire/records.ts';
import type { WebhookDelivery, WebhookEndpoint } from '@meanwhile/wire/webhooks.ts';
import type { Listing } from '../../sync/api.ts';

export type WorkspaceChange = Partial<Pick<Workspace, 'name' | 'brand' | 'locale' | 'zone'>> & {
  /** A file uploaded before; null: no picture. */
  readonly logoAttachmentId?: string | null;
};
export interface WebhookChange {
  readonly types?: readonly string[];
  readonly state?: 'on' | 'off';
}

const limit = 200;
export const workspaceQuery = queryOptions({ queryKey: ['workspace'], queryFn: () => get<Workspace>(paths.workspace) });
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: () => get<Listing<ApiToken>>(paths.tokens, { limit }),
  staleTime: 0,
});
export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: () => get<Listing<WebhookEndpoint>>(paths.webhooks, { limit }),
  staleTime: 0,
});
export const webhookLogQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: () => get<Listing<WebhookDelivery>>(paths.webhookDeliveries(id)),
    staleTime: 0,
  });

export const changeWorkspace = (change: WorkspaceChange) => patch<Workspace>(paths.workspace, change);
export const createToken = (body: { readonly name: string; readonly scopes: readonly string[] }, key: string) =>
  post<{ readonly token: string | null; readonly record: ApiToken }>(paths.tokens, body, key);
export const revokeToken = (id: string) => del(paths.token(id));
export const createWebhook = (body: { readonly url: string; readonly types: readonly string[] }, key: string) =>
  post<{ readonly secret: string }>(paths.webhooks, body, key);
export const changeWebhook = (id: string, change: WebhookChange) => patch<WebhookEndpoint>(paths.webhook(id), change);
export const deleteWebhook = (id: string) => del(paths.webhook(id));
export const rotateWebhookSecret = (id: string) => post<{ readonly secret: string }>(paths.webhookSecret(id), {});
export const redeliver = (webhookId: string, deliveryId: string) => post<unknown>(paths.webhookRedeliver(webhookId, deliveryId), {});
export const createTopic = (name: string, key: string) => post<Topic>(paths.topics, { name }, key);
export const createTag = (name: string, key: string) => post<Tag>(paths.tags, { name }, key);
