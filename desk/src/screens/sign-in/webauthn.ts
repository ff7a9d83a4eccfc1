/**
 * How does this browser make and use a passkey? Turns the server's JSON options into a WebAuthn call and the answer back into JSON.
 * What the answer proves is judged by the server alone.
 */
export type PasskeyRefusal = 'unsupported' | 'cancelled';

/** Is there anything here that could hold a passkey? */
export function supportsPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';
}

/** Makes a new passkey. Gives the answer as JSON, or says that the person turned it down. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  if (!supportsPasskeys()) return 'unsupported' satisfies PasskeyRefusal;
  return asked(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }));
}

/** Signs in with a passkey. Gives the answer as JSON, or says that the person turned it down. */
export async function usePasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<unknown> {
  if (!supportsPasskeys()) return 'unsupported' satisfies PasskeyRefusal;
  return asked(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }));
}

export function isPasskeyRefusal(answer: unknown): answer is PasskeyRefusal {
  return answer === 'unsupported' || answer === 'cancelled';
}

async function asked(ask: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await ask();
    return credential instanceof PublicKeyCredential ? credential.toJSON() : ('cancelled' satisfies PasskeyRefusal);
  } catch (cause) {
    // Browsers answer a timeout, a closed dialog and "already registered here" all in this way.
    if (cause instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(cause.name))
      return 'cancelled' satisfies PasskeyRefusal;
    throw cause;
  }
}
