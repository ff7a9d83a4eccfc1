/** The doors of the desk's list, of customers and of fields: each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';

export interface Door {
  readonly route: string;
  readonly path: string;
  readonly body?: Record<string, unknown>;
  /** What is answered where that is no 2xx: the right was there, the thing was not. */
  readonly status?: number;
}

export interface DoorIds {
  readonly caseId: string;
  readonly customerId: string;
  readonly tagId: string;
}

const keptList = { name: 'Late gifts', view: 'team', filter: { only: 'late' } };

/** In an order in which each succeeds. `:id` stands in the routes. */
export function listDoors({ caseId, customerId, tagId }: DoorIds): Door[] {
  const gone = randomUUID();
  return [
    { route: 'GET /cases/counts', path: '/cases/counts' },
    { route: 'GET /case-views', path: '/case-views' },
    { route: 'GET /cases/:id/links', path: `/cases/${caseId}/links` },
    { route: 'GET /cases/:id/fields', path: `/cases/${caseId}/fields` },
    { route: 'GET /cases/:id/details-request', path: `/cases/${caseId}/details-request` },
    { route: 'POST /cases/:id/link-offers', path: `/cases/${caseId}/link-offers` },
    { route: 'GET /cases/:id/print', path: `/cases/${caseId}/print` },
    { route: 'GET /cases/:id/export', path: `/cases/${caseId}/export` },
    { route: 'GET /topic-fields', path: '/topic-fields' },
    { route: 'GET /customers/:id/merges', path: `/customers/${customerId}/merges` },
    { route: 'GET /customers/:id/files', path: `/customers/${customerId}/files` },
    { route: 'GET /conversations', path: '/conversations' },
    { route: 'GET /conversations/:id', path: `/conversations/${gone}`, status: 404 },
    { route: 'GET /identities', path: `/identities?customerId=${customerId}` },
    { route: 'GET /identities/:id', path: `/identities/${gone}`, status: 404 },
    { route: 'POST /cases/bulk', path: '/cases/bulk', body: { ids: [caseId], deed: { verb: 'tag', tagId } } },
    { route: 'POST /cases/:id/links', path: `/cases/${caseId}/links`, body: { caseId: gone }, status: 404 },
    { route: 'DELETE /cases/:id/links/:otherId', path: `/cases/${caseId}/links/${gone}` },
    { route: 'PUT /cases/:id/fields/:fieldId', path: `/cases/${caseId}/fields/${gone}`, body: { value: '42' }, status: 404 },
    { route: 'POST /case-views', path: '/case-views', body: keptList },
    { route: 'PATCH /case-views/:id', path: `/case-views/${gone}`, body: keptList, status: 404 },
    { route: 'DELETE /case-views/:id', path: `/case-views/${gone}`, status: 404 },
    { route: 'POST /case-views/:id/restore', path: `/case-views/${gone}/restore`, status: 404 },
    { route: 'PUT /case-views/order', path: '/case-views/order', body: { ids: [gone] }, status: 404 },
    {
      route: 'POST /customers/:id/merge',
      path: `/customers/${customerId}/merge`,
      body: { intoId: gone, reason: 'they_said' },
      status: 404,
    },
    { route: 'POST /customers/:id/unmerge', path: `/customers/${gone}/unmerge`, status: 404 },
    { route: 'PUT /customers/:id/block', path: `/customers/${customerId}/block`, body: { blocked: false } },
    {
      route: 'POST /topic-fields',
      path: '/topic-fields',
      body: { topicId: null, name: 'Size', kind: 'text', choices: [], required: false },
    },
    { route: 'PATCH /topic-fields/:id', path: `/topic-fields/${gone}`, body: { name: 'Width' }, status: 404 },
    { route: 'DELETE /topic-fields/:id', path: `/topic-fields/${gone}`, status: 404 },
  ];
}

/** By the least role that gets in. */
export const listLeastRole = {
  viewer: [
    'GET /cases/counts',
    'GET /case-views',
    'GET /cases/:id/links',
    'GET /cases/:id/fields',
    'GET /cases/:id/print',
    'GET /cases/:id/export',
    'GET /topic-fields',
    'GET /customers/:id/merges',
    'GET /customers/:id/files',
    'GET /conversations',
    'GET /conversations/:id',
    'GET /identities',
    'GET /identities/:id',
  ],
  agent: [
    'GET /cases/:id/details-request',
    'POST /cases/:id/link-offers',
    'POST /cases/bulk',
    'POST /cases/:id/links',
    'DELETE /cases/:id/links/:otherId',
    'PUT /cases/:id/fields/:fieldId',
    'POST /case-views',
    'PATCH /case-views/:id',
    'DELETE /case-views/:id',
    'POST /case-views/:id/restore',
    'PUT /case-views/order',
    'POST /customers/:id/merge',
    'POST /customers/:id/unmerge',
    'PUT /customers/:id/block',
  ],
  manager: ['POST /topic-fields', 'PATCH /topic-fields/:id', 'DELETE /topic-fields/:id'],
} as const;
