/** What does one connected bot consist of, and what may be wrong with it before anybody is asked? */
export interface ViberAccount {
  /** Viber signs with one of them, and we show the first. Newest first; while one is being changed the older is good too. */
  readonly authTokens: readonly string[];
  /** What the bot is called, and by what people find it; empty before it is connected. */
  readonly name: string;
  readonly uri: string;
  /** Where Viber is to call us; null where that is not known. */
  readonly webhookUrl: string | null;
  /** `https://chatapi.viber.com`, or what stands in for it. */
  readonly apiRoot: string;
}

/** Viber shows three groups of letters and digits and promises nothing of them; nothing that would end a header. */
const tokenShape = /^[0-9A-Za-z-]{20,200}$/;

export function accountTroubles({ authTokens }: ViberAccount): readonly string[] {
  return authTokens.length > 0 && authTokens.every((token) => tokenShape.test(token))
    ? []
    : ['that is no authentication token: it has letters, digits and dashes, and at least 20 of them'];
}
