/** What does one connected Page consist of, and what may be wrong with it before anybody is asked? */
export interface FacebookAccount {
  readonly pageId: string;
  readonly pageToken: string;
  /** Meta signs with the app’s secret, and wants a proof of it with every call. Newest first; while one is being changed the older is good too. */
  readonly appSecrets: readonly string[];
  /** The app that the token was made with; empty before it is connected. */
  readonly appId: string;
  /** What Meta shows when it asks whether we are there, newest first. */
  readonly verifyTokens: readonly string[];
  /** Where Meta is to call us; null where that is not known. */
  readonly webhookUrl: string | null;
  /** `https://graph.facebook.com`, or what stands in for it. */
  readonly apiRoot: string;
}

export const apiUrl = 'https://graph.facebook.com';

/** Pages, apps, and people as one Page knows them. */
export const idShape = /^\d{1,20}$/;
const secretShape = /^[0-9a-f]{32}$/;
/** Some 200 letters and digits; nothing that would end a header. */
const tokenShape = /^[A-Za-z0-9._|-]{40,2000}$/;

export function accountTroubles({ pageId, pageToken, appSecrets }: FacebookAccount): readonly string[] {
  return [
    ...(idShape.test(pageId) ? [] : ['that is no ID of a Page: it has digits alone']),
    ...(tokenShape.test(pageToken) ? [] : ['that is no Page access token: it has more than 100 letters and digits']),
    ...(appSecrets.length > 0 && appSecrets.every((secret) => secretShape.test(secret))
      ? []
      : ['that is no app secret: it has 32 signs, digits and letters from a to f']),
  ];
}
