/** What does one connected bot consist of, and what may be wrong with it before anybody is asked? */
export interface TelegramAccount {
  /** The number of the bot; empty before it is connected. */
  readonly botId: string;
  readonly botToken: string;
  /** Newest first; while one is being changed the older is good too. */
  readonly webhookSecrets: readonly string[];
  /** Where Telegram is to call us; null where that is not known. */
  readonly webhookUrl: string | null;
  /** `https://api.telegram.org`, or a Bot API server of one's own. */
  readonly apiRoot: string;
}

const tokenShape = /^\d{1,20}:[A-Za-z0-9_-]{30,100}$/;
const secretShape = /^[A-Za-z0-9_-]{1,256}$/;

export function accountTroubles({ botToken, webhookSecrets }: TelegramAccount): readonly string[] {
  return [
    ...(tokenShape.test(botToken) ? [] : ['that is no token of a bot: it is a number, a colon and at least 30 letters or digits']),
    ...(webhookSecrets.length > 0 && webhookSecrets.every((secret) => secretShape.test(secret))
      ? []
      : ['there is no secret for Telegram to show']),
  ];
}
