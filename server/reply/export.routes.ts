/**
 * A conversation to take away: on paper, or as an archive of the page, its facts as JSON and its files. Read with the rights of this very click;
 * made from what is stored alone, no address is ever asked for it.
 */
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { id, type CommitmentRecord, type Message, type Note } from '@meanwhile/wire/records.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { ZipFile } from 'yazl';
import { attachmentsOf, isGivenOut } from '../case/case.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import { actorOf } from '../platform/http/principal.ts';
import { admit, declared, type HttpContext } from '../platform/http/route.ts';
import { placeOf } from '../platform/http/cursor.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { archiveNames } from './export-names.ts';
import { exportPage, type ExportedConversation } from './export-page.ts';
import { readThread } from './thread.ts';

const params = z.strictObject({ id });
const query = z.strictObject({
  workspace: id.optional(),
  lang: z.enum(['en', 'de']).default('en'),
  /** What members wrote to each other; left out unless asked for. */
  notes: z.enum(['with', 'without']).default('without'),
});

/** A longer conversation is refused rather than given in part. */
const messagesMost = 5_000;
const bytesMost = 1024 * 1024 * 1024;

interface Exported extends ExportedConversation {
  readonly files: readonly { readonly id: string; readonly blob_key: string; readonly size_bytes: number }[];
}

export function registerExportRoutes(app: FastifyInstance, context: HttpContext): void {
  const options = (summary: string) => ({
    config: declared({ permission: 'case:read', scope: 'workspace', rate: 'read', idempotency: 'safe', audit: 'case.exported' }),
    schema: { summary, tags: ['cases'], security: [{ token: [] }], params, querystring: query } as never,
  });
  const { platform } = context;
  app.get('/api/v1/cases/:id/print', options('The conversation as one page to print'), async (request, reply) => {
    const { what, lang } = await read(request, context, 'print');
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "sandbox allow-modals; default-src 'none'; object-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      })
      .send(exportPage({ ...what, fileOf: new Map() }, lang, platform.clock.nowAt()));
  });
  app.get('/api/v1/cases/:id/export', options('The conversation as an archive: page, facts and files'), async (request, reply) => {
    const { what, lang } = await read(request, context, 'archive');
    const size = what.files.reduce((sum, file) => sum + file.size_bytes, 0);
    if (size > bytesMost) throw new Refused('file_too_large', 'The files of this conversation are more than 1 GiB together.');
    return reply
      .headers({
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="case-${what.case.number}.zip"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      })
      .send(archive(platform, what, exportPage(what, lang, platform.clock.nowAt())));
  });
}

/** It leaves a line in the log, so no picture on somebody else's page may ask for it with a member's cookie (attacks 5 and 88). */
function refuseForeignPage({ headers: { cookie, 'sec-fetch-site': site } }: FastifyRequest): void {
  if (cookie !== undefined && site !== 'same-origin' && site !== 'none') throw new Refused('origin_refused');
}

/** What leaves is written in the log, with who took it: the one trace of a copy that is out of our hands. */
async function read(
  request: FastifyRequest,
  context: HttpContext,
  as: 'print' | 'archive',
): Promise<{ what: Exported; lang: 'en' | 'de' }> {
  const { workspace, lang, notes } = request.query as z.output<typeof query>;
  // A link cannot set a header; the session decides whether the workspace is one of theirs.
  if (workspace !== undefined) request.headers['meanwhile-workspace'] = workspace;
  refuseForeignPage(request);
  const principal = await admit(request, context, 'case:read', 'read');
  const { id: caseId } = request.params as z.output<typeof params>;
  const { platform } = context;
  const { workspaceId } = principal;
  const what = await inWorkspace(platform.pool, workspaceId, async (tx) => {
    const found = await load(tx, workspaceId, caseId);
    if (found === null) return null;
    const { id: subjectId, number, conversationId } = found.case;
    const about = { caseId: subjectId, subjectId, conversationId, payload: { export: { number, as, notes } } };
    const taken = { type: 'case.exported', audience: 'desk', actor: actorOf(principal), ...about } as const;
    await appendEvents({ platform, tx, workspaceId, at: platform.clock.nowAt() }, [taken]);
    platform.bell.ringWithin(tx, 'events');
    return found;
  });
  if (what === null) throw new Refused('not_found');
  return { what: notes === 'with' ? what : { ...what, notes: [] }, lang };
}

async function load(tx: Transaction, workspaceId: string, caseId: string): Promise<Exported | null> {
  let before = null as ReturnType<typeof placeOf>;
  const all = { messages: [] as Message[], notes: [] as Note[], commitments: [] as CommitmentRecord[] };
  let head: Pick<ExportedConversation, 'case' | 'customer'>;
  for (;;) {
    const page = await readThread(tx, workspaceId, caseId, { memberId: null, before });
    if (page === null) return null;
    head = { case: page.case, customer: page.customer };
    all.messages.unshift(...page.messages.filter((one) => one.state === 'stored'));
    all.notes.push(...page.notes);
    all.commitments.push(...page.commitments);
    if (all.messages.length > messagesMost) throw new Refused('body_too_large', `More than ${messagesMost} messages.`);
    if (page.earlier === null) break;
    before = placeOf(page.earlier);
  }
  const workspace = (await tx.row(
    sql<{ zone: string; brand: string }>`select zone, brand from tenant.workspace where workspace_id = ${workspaceId}`,
  ))!;
  const files = await attachmentsOf(
    tx,
    workspaceId,
    all.messages.map((one) => one.id),
  );
  // What waits for the scanner, or was held back, is not given out.
  const given = files.filter((file) => isGivenOut(file.scan_state));
  return {
    ...head,
    messages: all.messages,
    notes: once(all.notes),
    commitments: once(all.commitments),
    zone: workspace.zone,
    brand: workspace.brand,
    files: given,
    fileOf: archiveNames(given),
  };
}

const once = <Item extends { readonly id: string }>(items: readonly Item[]): Item[] => [
  ...new Map(items.map((one) => [one.id, one])).values(),
];

/** One file after the other, never more than one in memory or open. */
function archive(platform: Platform, what: Exported, page: string): PassThrough {
  const zip = new ZipFile();
  const out = new PassThrough();
  const mtime = new Date(platform.clock.nowAt());
  const { case: row, customer, messages, notes, commitments } = what;
  zip.addBuffer(Buffer.from(page), 'conversation.html', { mtime });
  zip.addBuffer(Buffer.from(JSON.stringify({ case: row, customer, messages, notes, commitments }, null, 2)), 'conversation.json', {
    mtime,
  });
  for (const file of what.files) {
    zip.addReadStreamLazy(what.fileOf.get(file.id)!, { mtime, compress: false }, (give) =>
      give(null, platform.blobs.stream(file.blob_key)),
    );
  }
  zip.end();
  // A file that cannot be read breaks the download off: a short archive must not look whole.
  zip.on('error', (error: Error) => out.destroy(error));
  pipeline(zip.outputStream, out).catch((error: Error) => platform.log.warn({ err: error, caseId: row.id }, 'an archive was broken off'));
  return out;
}
