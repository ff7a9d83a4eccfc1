/** What does one connected Official Account consist of, and what may be wrong with it before anybody is asked? */
export interface LineAccount {
  /** The bot’s own user id, as calls name it that are meant for it; empty before it is connected. */
  readonly botUserId: string;
  /** Newest first; while one is being changed the older is good too. */
  readonly channelSecrets: readonly string[];
  readonly channelAccessToken: string;
  /** Where LINE is to call us; null where that is not known. */
  readonly webhookUrl: string | null;
  /** `https://api.line.me`, or what stands in for it. */
  readonly apiRoot: string;
}

export const apiUrl = 'https://api.line.me';
/** Files are given out elsewhere; a stand-in does both. */
export const dataRootOf = ({ apiRoot }: Pick<LineAccount, 'apiRoot'>): string =>
  apiRoot === apiUrl ? 'https://api-data.line.me' : apiRoot;

const secretShape = /^[0-9a-f]{32}$/;
/** Long-lived ones have some 170 signs; nothing that would end a header. */
const tokenShape = /^[A-Za-z0-9+/=._-]{60,4000}$/;

export function accountTroubles({ channelSecrets, channelAccessToken }: LineAccount): readonly string[] {
  return [
    ...(channelSecrets.length > 0 && channelSecrets.every((secret) => secretShape.test(secret))
      ? []
      : ['that is no channel secret: it has 32 signs, digits and letters from a to f']),
    ...(tokenShape.test(channelAccessToken) ? [] : ['that is no channel access token: it has more than 100 letters, digits and signs']),
  ];
}
