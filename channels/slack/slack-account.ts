/** What does one connected app consist of, and what may be wrong with it before anybody is asked? */
export interface SlackAccount {
  /** Of the workspace, the app's user and the app's bot there; empty before it is connected. */
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly botToken: string;
  /** Newest first; while one is being changed the older is good too. */
  readonly signingSecrets: readonly string[];
  /** `https://slack.com`, or what stands in its place. */
  readonly apiRoot: string;
}

const tokenShape = /^xoxb-[A-Za-z0-9-]{10,300}$/;
const secretShape = /^[A-Za-z0-9]{16,128}$/;

export function accountTroubles({ botToken, signingSecrets }: SlackAccount): readonly string[] {
  return [
    ...(tokenShape.test(botToken) ? [] : [tokenTrouble(botToken)]),
    ...(signingSecrets.length > 0 && signingSecrets.every((secret) => secretShape.test(secret))
      ? []
      : ['that is no signing secret: it is 32 letters and digits']),
  ];
}

/** Tokens that end after twelve hours and are exchanged for new ones begin with `xoxe`: we do not exchange them. */
const tokenTrouble = (token: string): string =>
  token.startsWith('xoxe')
    ? 'that token ends after some hours: turn token rotation off in Slack'
    : 'that is no token of a bot: it begins with xoxb-';
