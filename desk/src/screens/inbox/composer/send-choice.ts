/** What happens after sending? The last choice on this device is the first one next time. */
export type SendChoice = 'next' | 'wait' | 'resolve';
export const sendChoices: readonly SendChoice[] = ['next', 'wait', 'resolve'];

const storageKey = 'meanwhile.send';

export function lastChoice(): SendChoice {
  const stored = localStorage.getItem(storageKey);
  return sendChoices.find((one) => one === stored) ?? 'next';
}
export function rememberChoice(choice: SendChoice): void {
  localStorage.setItem(storageKey, choice);
}

/** The API's word for it. */
export const thenOf = (choice: SendChoice): 'stay' | 'wait' | 'resolve' => (choice === 'next' ? 'stay' : choice);
