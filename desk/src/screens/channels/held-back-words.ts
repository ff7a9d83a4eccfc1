/** Why was a mail held back, in words? The reasons intake and the mail channel give; one nobody worded is shown as it is. */
import { say } from '../../words/say.ts';
import type { WordKey } from '../../words/say.ts';

const words: Readonly<Record<string, WordKey>> = {
  no_sender: 'quarantine.because.noSender',
  blocked_sender: 'quarantine.because.blocked',
  unreadable: 'quarantine.because.unreadable',
  too_large: 'quarantine.because.tooLarge',
  poison: 'quarantine.because.poison',
  fault: 'quarantine.because.fault',
  no_channel: 'quarantine.because.noChannel',
};

export function heldBackBecause(reason: string | null): string {
  if (reason === null) return say('quarantine.because.unknown');
  const key = words[reason];
  return key === undefined ? say('quarantine.because.other', { reason }) : say(key);
}
