/** By which addresses is this person known, and how sure is each? */
import type { Identity } from '@meanwhile/wire/records.ts';
import { MonitorSmartphone, ShieldCheck, ShieldQuestion } from 'lucide-react';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';

const ways = ['dmarc', 'provider', 'site_token', 'frame_token'] as const;

/** How it was proved; a way we have no words for is left out rather than shown as code. */
const isBrowser = ({ scheme, proof }: Identity): boolean => scheme === 'visitor' && proof === 'channel';

function howWords(how: string | null): string | null {
  const known = ways.find((way) => way === how);
  return known === undefined ? null : say(`proof.by.${known}`);
}

/** An address or number as it is, whatever name stood beside it; a visitor's number says nothing to a person, so the word stands for it. */
function valueWords({ scheme, value, display }: Identity): string {
  if (scheme === 'email' || scheme === 'phone' || scheme === 'tel') return value;
  return scheme === 'visitor' ? say('identity.browser') : (display ?? value);
}

function proofWords(identity: Identity): string {
  if (isBrowser(identity)) return say('proof.browser');
  const proof = say(`proof.${identity.proof}`);
  if (identity.provedAt === null) return proof;
  const when = momentWords(identity.provedAt);
  const how = howWords(identity.provedHow);
  return how === null ? say('proof.when', { proof, when }) : say('proof.how', { proof, when, how });
}

export function Identities({ identities }: { readonly identities: readonly Identity[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {identities.map((identity) => {
        const Icon = isBrowser(identity) ? MonitorSmartphone : identity.proof === 'claimed' ? ShieldQuestion : ShieldCheck;
        return (
          <li key={identity.id} className="flex gap-2">
            <Icon size={16} aria-hidden className="mt-[3px] shrink-0 text-faint" />
            <span className="min-w-0">
              <span className="block wrap-anywhere">{valueWords(identity)}</span>
              <span className="block text-small text-faint">{proofWords(identity)}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
