/**
 * Did a write leave in the log what its route declares? Asked after each write that succeeded, of the rows themselves: an event of a declared
 * type, by whoever wrote, about what was written. It knows routes only by what they declare.
 */
import type { Shop } from '../harness.ts';
import { inside } from './set-up.ts';

export interface TrailRoute {
  readonly method: string;
  readonly url: string;
  readonly audit?: unknown;
}

interface Row {
  readonly type: string;
  readonly subject_id: string | null;
  readonly case_id: string | null;
  readonly line: string;
}

export interface Trail {
  /** Before a write: where the log ends. */
  mark(route: string): Promise<void>;
  /** After a write that succeeded since the mark. Once a route has been seen to leave its event, it is not looked at again. */
  look(write: { readonly route: string; readonly path: string; readonly memberId: string; readonly answer: unknown }): Promise<void>;
  /** Routes that succeeded and never left what they declare, with what was there instead. */
  missing(): string[];
  /** Routes with a declared event of which no write succeeded. */
  untried(): string[];
}

/** Nothing changes where these are asked here, and where nothing changes nothing is written: their own tests look at the event. */
const changesNothing: Readonly<Record<string, string>> = {
  'POST /cases/bulk': 'the case has the tag already',
  'POST /cases/:id/link-offers': 'there is no other channel to offer',
  'DELETE /cases/:id/links/:otherId': 'there is no such link',
  'PUT /customers/:id/block': 'nobody was blocked',
  'POST /cases/next': 'nothing waits for the one who asks',
  'POST /workspaces': 'the event stands in the log of the new workspace',
};

/** Declared with an event, and asked in the matrix about something that is not there: only their refusal is seen by it. Red after adding a route? Ask for it rightly in `stepsFor`, or name it here. */
export const withoutThings: readonly string[] = [
  'POST /channels/:id/override',
  'DELETE /customers/:id/facts/:factId',
  'POST /cards/:id/rotate-secret',
  'POST /invitations/accept',
  'POST /cases/:id/links',
  'PUT /case-views/order',
  'POST /messages/:id/not-here',
  'POST /messages/:id/invitation-answers',
  'PATCH /messages/:id',
  'PUT /rules/order',
  'PUT /clock-targets/:id',
  'DELETE /clock-targets/:id',
  'PUT /clock-targets/order',
  'PATCH /incidents/:id',
  'POST /incidents/:id/link',
  'POST /incidents/:id/unlink',
  'POST /incidents/:id/reply',
  'POST /incidents/:id/replies/:replyId/undo',
  'POST /customers/:id/merge',
  'POST /customers/:id/unmerge',
  'POST /customers/:id/erase',
  'POST /suppressions/lift',
  'POST /deliveries/:id/settle',
  'POST /deliveries/:id/redrive',
  'POST /signing-keys',
  'POST /signing-keys/:id/check',
  'POST /webhooks/:id/deliveries/:deliveryId/redeliver',
  'POST /mailboxes/sign-in/finish',
  'POST /channels/:id/connect',
  'PATCH /mailboxes/:id',
  'DELETE /mailboxes/:id',
];

/** What the path names: the values that stand where the route has parameters. */
function namedIn(route: string, path: string): string[] {
  const values = path.split('?')[0]!.split('/');
  return route
    .split(' ')[1]!
    .split('/')
    .flatMap((part, at) => (part.startsWith(':') ? [values[at]!] : []));
}

export function trailOf(shop: Shop, routes: readonly TrailRoute[]): Trail {
  const declared = new Map(
    routes
      .filter((route) => route.url.startsWith('/api/v1/') && !['GET', 'HEAD', 'OPTIONS'].includes(route.method) && route.audit !== null)
      .map((route) => [`${route.method} ${route.url.slice('/api/v1'.length)}`, [route.audit].flat() as string[]]),
  );
  const proven = new Set<string>();
  const wanting = new Map<string, string>();
  let end = '';
  const isOpen = (route: string): boolean => declared.has(route) && !proven.has(route) && !Object.hasOwn(changesNothing, route);
  return {
    async mark(route) {
      if (!isOpen(route)) return;
      const [newest] = await inside<{ id: string }>(
        shop,
        shop.workspaceId,
        'select id from tenant.event where workspace_id = $1 order by id desc limit 1',
      );
      end = newest!.id;
    },
    async look({ route, path, memberId, answer }) {
      if (!isOpen(route)) return;
      const fresh = await inside<Row>(
        shop,
        shop.workspaceId,
        'select type, subject_id, case_id, row_to_json(e)::text as line from tenant.event e where workspace_id = $1 and id > $2 and actor = $3',
        [end, `member:${memberId}`],
      );
      const made = (answer as { id?: unknown } | null)?.id;
      const about = [...namedIn(route, path), ...(typeof made === 'string' ? [made] : [])];
      const fits = fresh.some(
        ({ type, subject_id: subject, case_id: caseId, line }) =>
          declared.get(route)!.includes(type) &&
          (about.length > 0 || (subject ?? caseId) !== null) &&
          about.every((one) => line.includes(one)),
      );
      if (fits) proven.add(route);
      else wanting.set(route, `left ${JSON.stringify(fresh.map((one) => [one.type, one.subject_id]))}`);
    },
    missing: () => [...wanting].filter(([route]) => !proven.has(route)).map(([route, what]) => `${route} ${what}`),
    untried: () => [...declared.keys()].filter((route) => isOpen(route) && !wanting.has(route)),
  };
}
