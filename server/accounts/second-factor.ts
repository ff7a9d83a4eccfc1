/**
 * Does a code of an authenticator count only once, and how often may one be guessed? better-auth keeps no used step, so we add one row
 * per person and step in the same request (ASVS 6.5.1), and count guesses per account and source before it compares anything.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { symmetricDecrypt } from 'better-auth/crypto';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import { sourceHeader, type AuthParts } from './auth-parts.ts';

const codePaths = new Set(['/two-factor/verify-totp', '/two-factor/verify-backup-code']);
const periodMs = 30_000;

export function secondFactorOnce(parts: AuthParts): BetterAuthPlugin {
  return {
    id: 'meanwhile-second-factor',
    hooks: {
      before: [
        {
          matcher: (context) => codePaths.has(context.path ?? ''),
          handler: createAuthMiddleware(async (ctx) => {
            const userId = await whoseCode(ctx);
            // Without a person there is nothing to guess; better-auth refuses in its own words.
            if (userId === null) return;
            await countGuess(parts, ctx.headers?.get(sourceHeader) ?? '', userId);
            if (ctx.path !== '/two-factor/verify-totp') return;
            const { code } = ctx.body as { code: string };
            // A code that was used is as wrong as any other, and counted like it.
            if (!(await isFirstUse(parts, userId, code, ctx.context.secretConfig)))
              throw new APIError('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'Invalid code' });
          }),
        },
      ],
    },
  };
}

type HookContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

async function whoseCode(ctx: HookContext): Promise<string | null> {
  const session = await getSessionFromCtx(ctx);
  if (session !== null) return session.user.id;
  const challenge = await ctx.getSignedCookie(ctx.context.createAuthCookie('two_factor').name, ctx.context.secret);
  if (typeof challenge !== 'string' || challenge === '') return null;
  return (await ctx.context.internalAdapter.findVerificationValue(challenge))?.value ?? null;
}

async function countGuess(parts: AuthParts, ip: string, userId: string): Promise<void> {
  try {
    await parts.throttle.spend('code', ip, userId);
  } catch (error) {
    if (error instanceof Refused)
      throw new APIError('TOO_MANY_REQUESTS', { code: 'TOO_MANY_REQUESTS', message: String(error.problem.retryAfterS ?? 60) });
    throw error;
  }
}

/** True for a wrong code too: judging that is better-auth's. False only when the code is right and its step was used before. */
async function isFirstUse(
  parts: AuthParts,
  userId: string,
  code: string,
  key: Parameters<typeof symmetricDecrypt>[0]['key'],
): Promise<boolean> {
  const { platform, pool } = parts;
  return acrossWorkspaces(pool, async (tx) => {
    const row = await tx.row(sql<{ secret: string }>`select secret from accounts.second_factor where user_id = ${userId}`);
    if (row === undefined) return true;
    const secret = await symmetricDecrypt({ key, data: row.secret });
    const at = platform.clock.machineNowAt();
    const now = Math.floor(at / periodMs);
    const step = [now - 1, now, now + 1].find((one) => isSame(codeAt(secret, one), code));
    if (step === undefined) return true;
    const kept = await tx.run(
      sql`insert into accounts.used_step (user_id, step, used_at) values (${userId}, ${step}, ${iso(at)}) on conflict do nothing`,
    );
    return kept === 1;
  });
}

/** RFC 6238 with SHA-1, six digits: the only form every authenticator knows. */
export function codeAt(secret: string | Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac.readUInt8(19) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
