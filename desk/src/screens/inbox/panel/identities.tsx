/** By which addresses is this person known, and how sure is each? */
import type { Identity } from '@meanwhile/wire/records.ts';
import { ShieldCheck, ShieldQuestion } from 'lucide-react';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';

function proofWords(identity: Identity): string {
  const proof = say(`proof.${identity.proof}`);
  if (identity.provedAt === null) return proof;
  const when = momentWords(identity.provedAt);
  return identity.provedHow === null ? say('proof.when', { proof, when }) : say('proof.how', { proof, when, how: identity.provedHow });
}

export function Identities({ identities }: { readonly identities: readonly Identity[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {identities.map((identity) => {
        const Icon = identity.proof === 'claimed' ? ShieldQuestion : ShieldCheck;
        return (
          <li key={identity.id} className="flex gap-2">
            <Icon size={16} aria-hidden className="mt-[3px] shrink-0 text-faint" />
            <span className="min-w-0">
              <span className="block wrap-anywhere">{identity.display ?? identity.value}</span>
              <span className="block text-small text-faint">{proofWords(identity)}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
