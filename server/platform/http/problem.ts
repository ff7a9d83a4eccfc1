/**
 * How does an error leave the server? As an RFC 9457 problem with one of our codes, whatever went wrong: refusals, malformed bodies,
 * unknown paths, an unreachable database, faults. Nothing internal (stack, SQL) is ever in the answer.
 */
import { refusalCodes, type RefusalCode } from '@meanwhile/wire/refusal-codes.ts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseAway } from '../db/database-away.ts';
import { CommitUnknown } from '../db/transaction.ts';

export interface Problem {
  readonly code: RefusalCode;
  readonly detail?: string | undefined;
  readonly errors?: readonly { pointer: string; detail: string }[] | undefined;
  readonly retryAfterS?: number | undefined;
  readonly findings?: readonly object[] | undefined;
}

/** Thrown inside a transaction so that it rolls back; caught once, at the edge. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(code: RefusalCode, detail?: string, retryAfterS?: number, findings?: Problem['findings']) {
    super(code);
    this.problem = { code, detail, retryAfterS, findings };
  }
}

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusalCodes, code);
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, title } = refusalCodes[problem.code];
  if (problem.retryAfterS !== undefined) void reply.header('retry-after', String(problem.retryAfterS));
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        type: `/problems/${problem.code}`,
        title,
        status,
        code: problem.code,
        ...(problem.detail === undefined ? {} : { detail: problem.detail }),
        ...(problem.errors === undefined ? {} : { errors: problem.errors }),
        ...(problem.findings === undefined ? {} : { findings: problem.findings }),
        instance: String(request.id),
      }),
    );
}

const disk = new Set(['53100', 'ENOSPC']);

/** Turns whatever was thrown into a problem. Faults are logged here, once. */
export function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Refused) return error.problem;
  if (hasZodFastifySchemaValidationErrors(error)) {
    return {
      code: 'bad_request',
      errors: error.validation.map((one) => ({ pointer: one.instancePath, detail: one.message ?? 'invalid' })),
    };
  }
  if (error instanceof CommitUnknown) return { code: 'outcome_unknown', retryAfterS: 2 };
  const { code, statusCode } = error as FastifyError;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || statusCode === 413) return { code: 'body_too_large' };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || statusCode === 415) return { code: 'unsupported_media_type' };
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || error instanceof SyntaxError)
    return { code: 'bad_json' };
  if (code !== undefined && disk.has(code)) return logged('overloaded', 10);
  if (isDatabaseAway(error)) return logged('database_away', 2);
  // Lock and statement time-outs, deadlocks that outlived their retry.
  if (code === '55P03' || code === '57014' || code === '40P01' || code === '40001') return logged('overloaded', 2);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return { code: 'bad_request' };
  request.log.error({ err: error }, 'fault');
  return { code: 'fault' };

  function logged(as: RefusalCode, retryAfterS: number): Problem {
    request.log.warn({ err: error }, as);
    return { code: as, retryAfterS };
  }
}
