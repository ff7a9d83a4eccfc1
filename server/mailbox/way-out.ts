/** Through which server do the answers of a channel leave? Through that of its mailbox where one is set, else through the installation's. */
import { type MailSender } from '../channel-registry.ts';
import { mailWayOut, openMailSender } from '../channel-libraries.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { guardedAddress } from '../platform/http/guarded-address.ts';
import type { Platform } from '../platform/platform.ts';
import { sendingMailbox, type MailboxRow } from './mailbox.store.ts';
import { graphUrlOf, withCredentials, type Credentials, type ReachOptions } from './reach.ts';
import { sendByGraph } from './send-by-graph.ts';
import { SignInTrouble } from './token-talk.ts';

type Outcome = Awaited<ReturnType<MailSender['send']>>;
type Mail = Parameters<MailSender['send']>[0];

const connectMs = 8_000;
/** Below the lease of a delivery, so that a silent server is noticed before the lease runs out. */
const silenceMs = 20_000;
/** From the start of sending. A token that comes later is for the next attempt: with the wait and the sending the lease would run out. */
const tokenWaitMs = 8_000;

/** The server did not take our sign-in, so nothing was sent. */
class NotLetIn extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('the outgoing server did not let us in');
    this.outcome = outcome;
  }
}

/** Null: no mailbox of this channel sends. Signing in and the guard come with the first mail. */
export async function mailboxSender(
  platform: Platform,
  tx: Transaction,
  { workspaceId, channelId }: { workspaceId: string; channelId: string },
  options: ReachOptions,
): Promise<MailSender | null> {
  const row = await sendingMailbox(tx, workspaceId, channelId);
  if (row === undefined) return null;
  const sendWith = (mail: Mail) => async (credentials: Credentials) => {
    const graphUrl = graphUrlOf(row.access, options);
    const outcome =
      graphUrl !== null && 'accessToken' in credentials
        ? await sendByGraph(graphUrl, credentials.accessToken, mail, options)
        : await sendBySmtp({ platform, row, options, credentials }, mail);
    if (outcome.outcome === 'rejected' && outcome.class === 'authBroken') throw new NotLetIn(outcome);
    return outcome;
  };
  return {
    async send(mail) {
      try {
        return await withCredentials(
          platform,
          { workspaceId, row, tokenWaitMs: options.sendTokenWaitMs ?? tokenWaitMs },
          options,
          sendWith(mail),
          {
            wasRefused: (error) => error instanceof NotLetIn,
          },
        );
      } catch (error) {
        if (error instanceof NotLetIn) return error.outcome;
        if (!(error instanceof SignInTrouble)) throw error;
        // Nothing was sent: it waits in the outbox for somebody who signs in again.
        return {
          outcome: 'retry',
          code: error.code,
          retryAfterMs: null,
          detail: 'There is no permission to send through this account at present.',
        };
      }
    },
  };
}

interface Way {
  readonly platform: Platform;
  readonly row: MailboxRow;
  readonly options: ReachOptions;
  readonly credentials: Credentials;
}

async function sendBySmtp({ platform, row, options, credentials }: Way, mail: Mail): Promise<Outcome> {
  const { smtp, user } = row.access;
  const address = smtp === null ? null : await guardedAddress(smtp.host, options);
  if (smtp === null || address === null)
    return { outcome: 'retry', code: 'ECONNECTION', retryAfterMs: null, detail: 'The outgoing server is not reachable.' };
  const { smtpUrlOf } = await mailWayOut();
  const access = { ...smtp, address, user, credentials, allowPlain: options.allowLoopback === true };
  const sender = await openMailSender({
    smtpUrl: smtpUrlOf(access),
    access,
    heloName: row.address.slice(row.address.lastIndexOf('@') + 1),
    log: platform.log,
    connectTimeoutMs: connectMs,
    idleTimeoutMs: silenceMs,
  });
  return sender.send(mail);
}
