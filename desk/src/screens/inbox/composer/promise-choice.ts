/** Which time written in a draft goes out as a promise? Chosen by its writer, with the instant they saw; forgotten once the answer has left. */
export interface PromiseChoice {
  readonly words: string;
  /** ISO text. */
  readonly at: string;
}

const chosen = new Map<string, PromiseChoice>();

export const chosenPromise = (caseId: string): PromiseChoice | null => chosen.get(caseId) ?? null;
export function choosePromise(caseId: string, choice: PromiseChoice | null): void {
  if (choice === null) chosen.delete(caseId);
  else chosen.set(caseId, choice);
}

/** What goes along with this text: nothing once the words are gone from it. */
export function promiseIn(caseId: string, text: string): { readonly promise?: PromiseChoice } {
  const choice = chosenPromise(caseId);
  return choice === null || !text.includes(choice.words) ? {} : { promise: choice };
}
