/** Which ways in and out does a workspace have, what is set on them, and are they open? A channel cannot be opened without a reply time. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { isDeepStrictEqual } from 'node:util';
import { keptInSpite, refuseLiveSounding, wordsOfHtml, type Texts } from '@meanwhile/core/craft/kept-words.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { channel as channelRecord, id, type Channel } from '@meanwhile/wire/records.ts';
import { changeChannel, createChannel, page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { askGate, channelTimes, mayName } from '../commitment/commitment.ts';
import { isChannelType, liveChannelTypes, webhookTypes } from '../channel-registry.ts';
import { putItem } from '../platform/jobs/work-item.ts';
import { accountKind } from './account-seen.store.ts';
import { askStance } from '../live/live.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { checkSecret, checkSettings, claimedAddresses, changeSettings } from './channel-settings.ts';
import {
  claimAddresses,
  findChannel,
  insertChannel,
  listChannels,
  lockChannel,
  policyExists,
  saveChannel,
  type ChannelRowFacts,
} from './channel.store.ts';
import { openSecrets, previewConfirmation, previewEntry, sealSecrets } from './channel.ts';
import { ownerOfDomain } from '../delivery/delivery.ts';
import { failedIn, gateRefusal, groundOf, testChannel } from './gate.ts';
import { overrideChannel } from './override.ts';
import { registerGateRoutes } from './gate.routes.ts';
import { overridesThatHold } from './gate.store.ts';
import { present, presentOne, stranger } from './present-channel.ts';
import { registerLiveByHand } from './live-by-hand.routes.ts';
import { registerShiftRoutes } from './shift.routes.ts';

const params = z.strictObject({ id });
type Here = Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId' | 'platform' | 'at'>;

export function registerChannelRoutes(app: FastifyInstance, context: HttpContext): void {
  readRoutes(app, context);
  writeRoutes(app, context);
  openAndCloseRoutes(app, context);
  entryRoute(app, context);
  registerShiftRoutes(app, context);
  registerLiveByHand(app, context);
  registerGateRoutes(app, context);
}

function readRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/channels',
    summary: 'All channels, oldest first.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(channelRecord), nextCursor: z.string().nullable() }),
    async handle(call) {
      const rows = await listChannels(call.tx, call.workspaceId, placeOf(call.query.cursor), call.query.limit + 1);
      const shown = await present(call, rows);
      return pageOf(rows, call.query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: (row) => shown.get(row.id)! });
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/channels/:id',
    summary: 'One channel.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    params,
    answer: channelRecord,
    async handle(call) {
      const row = await findChannel(call.tx, call.workspaceId, call.params.id);
      return row === undefined ? refuse('not_found') : presentOne(call, row);
    },
  });
}

function writeRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/channels',
    summary: 'Add a channel; it is closed until opened.',
    permission: 'channel:manage',
    idempotency: 'key',
    audit: 'channel.changed',
    body: createChannel,
    answer: channelRecord,
    status: 201,
    async handle(call) {
      const { type, name, policyId, settings: wanted } = call.body;
      if (!isChannelType(type)) return refuse('bad_request', 'type: there is no such channel.');
      const settings = checkSettings(type, wanted);
      if (isRefusal(settings)) return settings;
      const live = refuseLiveSounding(automaticTexts(settings), call.body.keptBecause);
      if (live !== null) return live;
      if (!(await mayWriteAs(call, settings))) return refuse('from_not_allowed');
      if (policyId !== null && !(await policyExists(call.tx, call.workspaceId, policyId))) return refuse('not_found');
      const row: ChannelRowFacts = {
        id: call.platform.clock.newId<'channel'>(),
        type,
        name,
        state: 'closed',
        policy_id: policyId,
        settings,
        secret: null,
        created_at: call.at,
        may_tell_sooner: false,
        may_be_live: false,
      };
      await insertChannel(call.tx, call.workspaceId, row);
      if (!(await claimAddresses(call.tx, call.workspaceId, row.id, claimedAddresses(type, settings)))) return refuse('address_taken');
      return announced(call, row, keptInSpite(automaticTexts(settings), call.body.keptBecause));
    },
  });
  workspaceRoute(app, context, {
    method: 'PATCH',
    url: '/channels/:id',
    summary: 'Change name, reply time, settings or secrets of a channel.',
    permission: 'channel:manage',
    idempotency: 'natural',
    audit: 'channel.changed',
    params,
    body: changeChannel,
    answer: channelRecord,
    async handle(call) {
      const row = await lockChannel(call.tx, call.workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      const changed = await changedRow(call, row, call.body);
      if (isRefusal(changed)) return changed;
      if (isDeepStrictEqual(changed, row)) return presentOne(call, row);
      const published = await mayName(call, { before: row, after: changed, keptBecause: call.body.keptBecause });
      if (published.refusal !== null) return published.refusal;
      await saveChannel(call.tx, call.workspaceId, changed);
      const { keptBecause } = call.body;
      if ('publishedInSpite' in published.kept) await overrideChannel(call, row.id, { because: keptBecause!, actor: call.actor });
      const kept = keptInSpite(newTexts(row.settings, changed.settings), keptBecause);
      return announced(call, changed, { ...kept, ...published.kept });
    },
  });
}

function openAndCloseRoutes(app: FastifyInstance, context: HttpContext): void {
  for (const [verb, state] of [
    ['open', 'open'],
    ['close', 'closed'],
  ] as const) {
    workspaceRoute(app, context, {
      method: 'POST',
      url: `/channels/:id/${verb}`,
      summary: `${verb === 'open' ? 'Open' : 'Close'} a channel.`,
      permission: 'channel:manage',
      idempotency: 'natural',
      audit: 'channel.changed',
      params,
      answer: channelRecord,
      async handle(call) {
        const row = await lockChannel(call.tx, call.workspaceId, call.params.id);
        if (row === undefined) return refuse('not_found');
        if (state === 'open' && !isConnected(row)) return refuse('channel_not_connected');
        if (state === 'open' && !(await hasReplyTime(call, row))) return refuse('reply_time_missing');
        if (row.state === state) return presentOne(call, row);
        const failing = state === 'open' ? await refusedByGate(call, row) : null;
        if (failing !== null) return failing;
        const changed = { ...row, state };
        await saveChannel(call.tx, call.workspaceId, changed);
        if (state === 'open' && webhookTypes.includes(row.type))
          await putItem(call.tx, call.workspaceId, { kind: accountKind, rowId: row.id, dueAt: call.at });
        return announced(call, changed);
      },
    });
  }
}

async function changedRow(call: Here, row: ChannelRowFacts, body: z.output<typeof changeChannel>): Promise<ChannelRowFacts | Refusal> {
  const { tx, workspaceId, platform } = call;
  if (body.policyId !== undefined && !(await policyExists(tx, workspaceId, body.policyId))) return refuse('not_found');
  const settings = body.settings === undefined ? row.settings : changeSettings(row.type, row.settings, body.settings);
  if (isRefusal(settings)) return settings;
  const live = refuseLiveSounding(newTexts(row.settings, settings), body.keptBecause);
  if (live !== null) return live;
  if (body.settings !== undefined && !(await mayWriteAs(call, settings))) return refuse('from_not_allowed');
  if (body.settings !== undefined && !(await claimAddresses(tx, workspaceId, row.id, claimedAddresses(row.type, settings))))
    return refuse('address_taken');
  const secrets = openSecrets(platform.keys, row);
  const before = secrets['inboundSecret'];
  for (const [name, value] of Object.entries(body.secrets ?? {})) {
    const bad = value === null ? null : checkSecret(row.type, name, value);
    if (bad !== null) return bad;
    if (value === null) delete secrets[name];
    else secrets[name] = value;
  }
  // The address before goes on being good: until the new one is entered at the provider, mail comes to the old.
  const isReplaced = before !== undefined && typeof body.secrets?.['inboundSecret'] === 'string';
  if (isReplaced && body.secrets?.['inboundSecretOld'] === undefined) secrets['inboundSecretOld'] = before;
  const secret = body.secrets === undefined ? row.secret : sealSecrets(platform.keys, row.id, secrets);
  const may_tell_sooner = body.tellsSooner ?? row.may_tell_sooner;
  const may_be_live = body.mayBeLive ?? row.may_be_live;
  if (may_be_live && !liveChannelTypes.includes(row.type)) return refuse('bad_request', 'Only a messenger can be live.');
  return { ...row, name: body.name ?? row.name, policy_id: body.policyId ?? row.policy_id, settings, secret, may_tell_sooner, may_be_live };
}

/** What of a channel's settings goes out with every mail, unread by whoever sends it. */
function automaticTexts({ senderName, signature, signatureHtml }: Record<string, unknown>): Texts {
  const said = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    'settings.senderName': said(senderName),
    'settings.signature': said(signature),
    'settings.signatureHtml': wordsOfHtml(said(signatureHtml)),
  };
}

/** What stood there before was judged when it was written. */
function newTexts(before: Record<string, unknown>, after: Record<string, unknown>): Texts {
  const old = automaticTexts(before);
  return Object.fromEntries(Object.entries(automaticTexts(after)).filter(([field, text]) => old[field] !== text));
}

/** Not at a domain that another workspace has proved, by a record in its DNS, to be its own (attack 27). */
async function mayWriteAs({ tx, workspaceId }: Here, { address }: Record<string, unknown>): Promise<boolean> {
  if (typeof address !== 'string') return true;
  const owner = await ownerOfDomain(tx, address.slice(address.lastIndexOf('@') + 1));
  return owner === null || owner === workspaceId;
}

/** Where a provider has to call us, it was asked to. */
const isConnected = (row: ChannelRowFacts): boolean => !webhookTypes.includes(row.type) || row.settings['accountName'] !== undefined;

async function hasReplyTime({ tx, workspaceId, at }: Here, row: ChannelRowFacts): Promise<boolean> {
  const time = (await channelTimes(tx, workspaceId, [row.id], at)).get(row.id);
  return time !== undefined && time.policy !== null && time.calendar !== null;
}

function entryRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/channels/:id/entry',
    summary: 'What a customer who opens this channel, or mails to it, reads at this moment.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    params,
    query: z.strictObject({ locale: z.string().max(limits.localeChars).optional() }),
    answer: z.union([
      z.strictObject({ words: z.string(), besideSend: z.string(), dueAt: z.iso.datetime(), key: z.string() }),
      z.strictObject({ words: z.null() }),
    ]),
    async handle({ tx, workspaceId, params: { id: channelId }, query, at }) {
      const time = (await channelTimes(tx, workspaceId, [channelId], at)).get(channelId);
      if (time === undefined) return refuse('not_found');
      const locale = query.locale ?? time.locale;
      const entry =
        previewEntry(time, { ...(await stranger(tx, workspaceId, at)), locale }) ?? previewConfirmation(time, { nowAt: at, locale });
      return entry === null
        ? { words: null }
        : { words: entry.words, besideSend: entry.besideSend, dueAt: wireInstant(entry.dueAt), key: entry.key };
    },
  });
}

/** The three tests are made at the moment of opening; what fails opens only while an override holds. */
async function refusedByGate(call: Here, row: ChannelRowFacts): Promise<Refusal | null> {
  const { tx, workspaceId, at } = call;
  const evidence = await testChannel(call, row, await groundOf(call));
  const holds = (await overridesThatHold(tx, workspaceId)).some((one) => one.channel_id === row.id && one.until_at > at);
  return failedIn(evidence).length === 0 || holds ? null : gateRefusal(evidence);
}

async function announced(
  call: Here & Pick<Call<unknown, unknown, unknown>, 'emit'>,
  row: ChannelRowFacts,
  kept: object = {},
): Promise<Channel> {
  await askGate(call.tx, call.workspaceId, call.at);
  await askStance(call.tx, call.workspaceId, call.at);
  const shown = await presentOne(call, row);
  await call.emit({
    type: 'channel.changed',
    audience: 'desk',
    channelId: row.id,
    subjectId: row.id,
    payload: { channel: shown, ...kept },
  });
  return shown;
}
