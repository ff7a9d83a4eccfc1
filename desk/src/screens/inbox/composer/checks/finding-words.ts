/** How does the desk say a finding? One sentence per check; the buttons are the list's. */
import type { Finding } from '@meanwhile/core/craft/writing.ts';
import type { CustomerFact } from '@meanwhile/wire/facts.ts';
import { sourceWords, valueWords } from '../../../../words/fact-words.ts';
import { say } from '../../../../words/say.ts';
import type { WordKey } from '../../../../words/say.ts';

const factKeys: Readonly<Record<string, WordKey>> = {
  enquiry: 'check.fact.enquiry',
  order: 'check.fact.order',
  account: 'check.fact.account',
  email: 'check.fact.email',
  phone: 'check.fact.phone',
  name: 'check.fact.name',
  address: 'check.fact.address',
  birthday: 'check.fact.birthday',
};
const shownChars = 80;

/** With the value and where it was said, where it is noted. */
export function askedWords({ reason }: Pick<Finding, 'reason'>, known: CustomerFact): string {
  const key = factKeys[reason];
  const fact = key === undefined ? known.label : say(key);
  return say('check.asked.from', { fact, value: valueWords(known), source: sourceWords(known) });
}

export function findingWords({ check, reason, quote }: Finding): string {
  const words = quote.length > shownChars ? `${quote.slice(0, shownChars)}…` : quote;
  switch (check) {
    case 'late':
      return reason === 'whatNow' ? say('check.late.whatNow') : say(reason === 'complaint' ? 'check.late.complaint' : 'check.late');
    case 'asked':
      return say('check.asked', { fact: say(factKeys[reason] ?? 'check.fact.enquiry') });
    case 'channelFirst':
    case 'liveWords':
    case 'objection':
    case 'smiley':
      return say(`check.${check}`, { words });
    case 'greeting':
    case 'template':
      return say(`check.${check}`);
    case 'private':
    case 'question':
    case 'date':
      throw new RangeError(`The check “${check}” is not shown in the desk`);
  }
}
