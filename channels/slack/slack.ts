/**
 * An app in a workspace of Slack as a channel: events by webhook, answers into the conversation that a person has with the app, files fetched when they
 * come. It shows no typing, and there are no receipts.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { ChannelAdapter, ChannelDeps, DoorAnswer, Handshake, Identified } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import { notAuthenticated } from '../contract/normalised-event.ts';
import { callSlack, type Called } from './call-slack.ts';
import { fetchFile } from './fetch-file.ts';
import { findSent } from './find-sent.ts';
import { idShape } from './message-key.ts';
import { planDelivery, type SlackDelivery } from './plan-delivery.ts';
import { readEvent } from './read-event.ts';
import { sendDelivery } from './send-delivery.ts';
import { accountTroubles, type SlackAccount } from './slack-account.ts';
import { neededScopes, slackDescription } from './slack-description.ts';
import { signatureTrouble } from './slack-signature.ts';

export type { SlackAccount } from './slack-account.ts';
export type { SlackDelivery } from './plan-delivery.ts';

const asked = z.looseObject({ type: z.literal('url_verification'), challenge: z.string().regex(/^[\x21-\x7e]{1,500}$/) });

/** Asked when the address is put into the app's settings, and signed as all calls are. */
function answerChallenge({ method, raw }: Handshake): DoorAnswer | null {
  const read = method === 'POST' ? asked.safeParse(jsonIn(raw.bytes)) : null;
  return read?.success === true ? { status: 200, contentType: 'text/plain', body: read.data.challenge } : null;
}

const id = z.string().regex(idShape);
const who = z.looseObject({ team_id: id, team: z.string(), user_id: id, user: z.string(), bot_id: id });

const askWho = (account: SlackAccount, deps: ChannelDeps): Promise<Called> => callSlack('auth.test', {}, account, deps);
const isSilent = (called: Called): boolean => called.kind !== 'answer' || called.status === 429 || called.status >= 500;

/** Slack says it beside each answer; where it does not, nothing is missing that we know of. */
const lackingIn = (called: Called): readonly string[] => {
  const scopes = called.kind === 'answer' ? called.scopes : null;
  return scopes === null ? [] : neededScopes.filter((scope) => !scopes.includes(scope));
};

async function identify(account: SlackAccount, deps: ChannelDeps): Promise<Identified> {
  const called = await askWho(account, deps);
  if (called.kind !== 'answer' || isSilent(called)) return { ok: false, reason: 'unreachable', detail: 'Slack does not answer.' };
  const read = called.answer.ok ? who.safeParse(called.answer) : null;
  if (read?.success !== true) return { ok: false, reason: 'credentials', detail: 'Slack does not know this token.' };
  const lacking = lackingIn(called);
  if (lacking.length > 0)
    return {
      ok: false,
      reason: 'refused',
      detail: `The app lacks ${lacking.join(', ')}: add it under OAuth & Permissions and install the app again.`,
    };
  const { team_id: teamId, team, user_id: botUserId, user, bot_id: botId } = read.data;
  const name = boundedText(`@${oneLine(user)} (${oneLine(team)})`, limits.displayNameChars);
  return { ok: true, id: `${teamId}:${botId}`, name, facts: { teamId, botUserId, botId } };
}

export const slack: ChannelAdapter<SlackAccount, SlackDelivery> = {
  description: slackDescription,
  inbound: {
    async verify(raw, account) {
      const trouble = signatureTrouble(raw, account.signingSecrets);
      if (trouble !== null) return { ok: false, reason: trouble };
      return { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null };
    },
    async parse(raw, account, { authentication }) {
      const event = readEvent(raw, account, authentication);
      return event === null ? [] : [event];
    },
    handshake: answerChallenge,
    fetchFile,
  },
  outbound: {
    plan: (message, account, thread) => planDelivery(message, account, thread),
    send: sendDelivery,
    reconcile: findSent,
  },
  /** There is nothing to connect: the address is put into the app's settings by hand. */
  lifecycle: {
    checkAccount: accountTroubles,
    async health(account, deps) {
      const called = await askWho(account, deps);
      if (called.kind !== 'answer' || isSilent(called)) return { ok: false, problems: ['Slack does not answer'] };
      if (!called.answer.ok) return { ok: false, problems: ['Slack does not accept the token any more'] };
      const read = who.safeParse(called.answer);
      if (!read.success) return { ok: false, problems: ['Slack does not say whose token it is'] };
      const problems = [
        ...(read.data.team_id === account.teamId ? [] : ['the token is one of another workspace']),
        ...lackingIn(called).map((scope) => `the app lacks ${scope} in Slack`),
      ];
      return { ok: problems.length === 0, problems };
    },
    identify,
  },
};
