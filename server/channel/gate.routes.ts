/** The three tests of a channel over REST: what each sees now, the reason that lets a failing one be open for two weeks, and what stands on Today. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { channelGate, gateOverview, makeOverride, type ChannelGate, type GateEvidence, type GateOverride } from '@meanwhile/wire/gate.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Here } from '../platform/here.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { findChannel, lockChannel, type ChannelRowFacts } from './channel.store.ts';
import { failedIn, groundOf, testChannel } from './gate.ts';
import { channelNames, gatesOf, overridesThatHold, type OverrideRow } from './gate.store.ts';
import { keepSeen } from './look-at-gates.ts';
import { overrideChannel } from './override.ts';

const params = z.strictObject({ id });
const read = { method: 'GET', permission: 'channel:read', idempotency: 'safe', audit: null } as const;

export function registerGateRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...read,
    url: '/channels/:id/gate',
    summary: 'The three tests of a channel, made now, with what each of them saw.',
    params,
    answer: channelGate,
    async handle(call) {
      const row = await findChannel(call.tx, call.workspaceId, call.params.id);
      return row === undefined ? refuse('not_found') : presentGate(call, row, await testChannel(call, row, await groundOf(call)));
    },
  });
  workspaceRoute(app, context, {
    ...read,
    url: '/gates',
    summary: 'Channels that are open though they fail one of their three tests: with a reason on record, and without.',
    answer: gateOverview,
    async handle({ tx, workspaceId, at }) {
      const overrides = (await overridesThatHold(tx, workspaceId)).filter((one) => one.until_at > at);
      const covered = new Set(overrides.map((one) => one.channel_id));
      const channels = new Map((await channelNames(tx, workspaceId)).map((one) => [one.id, one]));
      const failing = (await gatesOf(tx, workspaceId, [...channels.keys()])).filter((one) => one.failing_since !== null);
      return {
        overrides: overrides.map(presentOverride),
        marked: failing.flatMap(({ channel_id, failed, failing_since }) => {
          const channel = channels.get(channel_id)!;
          if (channel.state !== 'open' || covered.has(channel_id)) return [];
          return [{ channelId: channel_id, channelName: channel.name, failed: [...failed], since: wireInstant(failing_since!) }];
        }),
      };
    },
  });
  overrideRoute(app, context);
}

function overrideRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/channels/:id/override',
    summary:
      'Say why a channel that fails its tests may be open all the same. It holds for 14 days and stands on Today; a newer one takes its place.',
    permission: 'channel:manage',
    idempotency: 'natural',
    audit: 'gate.changed',
    params,
    body: makeOverride,
    answer: channelGate,
    async handle(call) {
      const { tx, workspaceId, actor, body } = call;
      const row = await lockChannel(tx, workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      const evidence = await testChannel(call, row, await groundOf(call));
      const failed = failedIn(evidence);
      if (failed.length === 0) return refuse('nothing_to_override');
      const made = await overrideChannel(call, row.id, { because: body.because, actor });
      const [before] = await gatesOf(tx, workspaceId, [row.id]);
      await keepSeen(call, row, { evidence, before, hasLapsed: false });
      await call.emit({
        type: 'gate.changed',
        audience: 'desk',
        channelId: row.id,
        subjectId: row.id,
        payload: {
          channel: { id: row.id, name: row.name },
          failed,
          override: { id: made.id, because: body.because, until: wireInstant(made.untilAt) },
          evidence,
        },
      });
      return presentGate(call, row, evidence);
    },
  });
}

async function presentGate({ tx, workspaceId, at }: Here, row: ChannelRowFacts, evidence: GateEvidence): Promise<ChannelGate> {
  const [kept] = await gatesOf(tx, workspaceId, [row.id]);
  const override = (await overridesThatHold(tx, workspaceId)).find((one) => one.channel_id === row.id && one.until_at > at);
  const failed = failedIn(evidence);
  return {
    ...evidence,
    channelId: row.id,
    checkedAt: wireInstant(at),
    passes: failed.length === 0,
    failingSince: failed.length === 0 ? null : wireInstantOrNull(kept?.failing_since ?? null),
    override: override === undefined ? null : presentOverride(override),
  };
}

function presentOverride(row: OverrideRow): GateOverride {
  return {
    id: row.id,
    channelId: row.channel_id,
    channelName: row.channel_name,
    because: row.because,
    by: row.by_name,
    madeAt: wireInstant(row.made_at),
    until: wireInstant(row.until_at),
  };
}
