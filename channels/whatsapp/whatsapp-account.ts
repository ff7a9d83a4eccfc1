/** What does one connected number consist of, and what may be wrong with it before anybody is asked? */
export interface WhatsappAccount {
  /** Meta's number for the telephone number: what comes in names it, what goes out is posted to it. */
  readonly phoneNumberId: string;
  /** The WhatsApp Business account the number belongs to; it may have others. */
  readonly businessAccountId: string;
  readonly accessToken: string;
  /** Newest first; while one is being changed the older proves a call too. */
  readonly appSecrets: readonly string[];
  /** What Meta shows when it asks whether we are there; newest first. */
  readonly verifyTokens: readonly string[];
  /** Where Meta is to call us; null where that is not known. */
  readonly webhookUrl: string | null;
  /** `https://graph.facebook.com`, or what stands in its place. */
  readonly apiRoot: string;
}

const idShape = /^\d{5,32}$/;
/** A header or a key of a signature is made of it; Meta's are letters and digits of lengths it does not promise. */
const secretShape = /^[\x21-\x7e]{16,2000}$/;

export function accountTroubles(account: WhatsappAccount): readonly string[] {
  const { phoneNumberId, businessAccountId, accessToken, appSecrets, verifyTokens } = account;
  return [
    ...(idShape.test(phoneNumberId) ? [] : ['that is no phone number ID: it is digits alone, and not the telephone number']),
    ...(idShape.test(businessAccountId) ? [] : ['that is no ID of a WhatsApp Business account: it is digits alone']),
    ...(secretShape.test(accessToken) ? [] : ['that is no token of a system user: it has no blanks and is longer']),
    ...(appSecrets.length > 0 && appSecrets.every((secret) => secretShape.test(secret))
      ? []
      : ['that is no app secret: it has no blanks and is longer']),
    ...(verifyTokens.length > 0 ? [] : ['there is no secret for Meta to show']),
  ];
}
