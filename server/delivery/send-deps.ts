/** What do adapters get for sending, and how do our own plain mails (sign-in links, invitations) go out? Mail libraries load when first needed. */
import { randomBytes } from 'node:crypto';
import type { ChannelDeps } from '@meanwhile/channels/contract/channel-adapter.ts';
import type { Outcome } from '@meanwhile/channels/contract/outcome.ts';
import type { SendMail } from '../accounts/accounts.ts';
import { wayOf, type MailSender } from '../channel-registry.ts';
import { composeMail, openMailSender } from '../channel-libraries.ts';
import { channelDeps, providerSilenceMs } from '../channel-deps.ts';
import type { Platform } from '../platform/platform.ts';

export interface Sending {
  /** `own`: the channel's own way out, where it has one. */
  depsFor(type: string, workspaceId: string, own: MailSender | null): (ChannelDeps & { mail?: MailSender }) | null;
  /** Null without SMTP_URL. */
  readonly plainMail: SendMail | null;
}

export function sendDeps(platform: Platform): Sending {
  const { smtpUrl, publicUrl } = platform.settings;
  const heloName = new URL(publicUrl).hostname;
  let sender: Promise<MailSender> | null = null;
  const mail: MailSender | null =
    smtpUrl === null
      ? null
      : {
          async send(composed): Promise<Outcome> {
            sender ??= openMailSender({ smtpUrl, heloName, log: platform.log, connectTimeoutMs: 8_000, idleTimeoutMs: providerSilenceMs });
            return (await sender).send(composed);
          },
        };
  const base = channelDeps(platform);
  return {
    depsFor(type, _workspaceId, own) {
      if (wayOf(type) === 'chat') return base;
      const way = own ?? mail;
      return way === null ? null : { ...base, mail: way };
    },
    plainMail: mail === null ? null : plainMail(platform, mail, heloName),
  };
}

function plainMail(platform: Platform, mail: MailSender, domain: string): SendMail {
  return async ({ to, subject, text }) => {
    const from = { address: `meanwhile@${domain}`, name: 'Meanwhile' };
    const outcome = await mail.send(
      await composeMail({
        from,
        to: { address: to, name: null },
        replyTo: null,
        messageId: `<${randomBytes(16).toString('hex')}@${domain}>`,
        references: [],
        subject,
        text,
        html: null,
        files: [],
        origin: 'notification',
        returnPath: null,
        loopId: domain,
        dateAt: platform.clock.nowAt(),
      }),
    );
    if (outcome.outcome !== 'accepted') throw new Error(`the mail was not accepted: ${outcome.outcome}`);
  };
}
