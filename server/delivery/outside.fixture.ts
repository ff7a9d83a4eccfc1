/** What stands at the other end of the wire in a test: a mail server that takes every mail, or answers as it is told. For tests only. */
import type { Outcome } from '@meanwhile/channels/contract/outcome.ts';
import type { Platform } from '../platform/platform.ts';
import type { SendDeps } from './provider-call.ts';

export interface Sent {
  readonly to: string;
  readonly replyTo: string;
  /** Where a failure comes back to. */
  readonly returnPath: string;
  readonly messageId: string;
  /** The whole mail, header lines unfolded. */
  readonly text: string;
}

export interface Outside {
  readonly deps: SendDeps;
  readonly sent: Sent[];
  answer: Outcome;
  isThere: boolean;
}

export function outside(platform: () => Platform): Outside {
  const world: Outside = {
    sent: [],
    answer: { outcome: 'accepted', providerId: 'taken' },
    isThere: true,
    deps: { depsFor: () => (world.isThere ? senderOf() : null) },
  };
  const senderOf = () => ({
    fetch,
    clock: platform().clock,
    random: () => 0.5,
    randomBytes: (count: number) => new Uint8Array(count),
    log: platform().log,
    blobs: { read: (key: string) => platform().blobs.read(key) },
    mail: {
      async send(mail: { envelope: { from: string; to: string[] }; raw: Uint8Array }): Promise<Outcome> {
        const text = Buffer.from(mail.raw)
          .toString()
          .replaceAll(/\r\n[ \t]+/g, ' ');
        const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
        world.sent.push({
          to: mail.envelope.to[0]!,
          returnPath: mail.envelope.from,
          replyTo: /<([^>]+)>/.exec(field('Reply-To'))?.[1] ?? field('Reply-To'),
          messageId: field('Message-ID'),
          text,
        });
        return world.answer;
      },
    },
  });
  return world;
}
