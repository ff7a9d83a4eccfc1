/** German words that sound live, and what can truly be said instead. */
import type { LiveSounding } from './live-sounding.ts';

const later = 'Ich sehe mir das an und schreibe Ihnen hier.';
const passedOn = 'Ich gebe das an eine Kollegin oder einen Kollegen weiter; die Antwort kommt hier.';
const answered = 'Jemand aus unserem Team antwortet Ihnen hier.';

export const de: readonly LiveSounding[] = [
  {
    pattern:
      /\b(?:einen|nur einen|ein|kleinen|eine) (?:kleinen )?(?:augenblick|moment|momentchen|sekunde|minute)(?:,? bitte| geduld|, ich|, während)/u,
    rewrite: later,
  },
  { pattern: /^\s*(?:einen |kleinen |nur einen )?(?:augenblick|moment)(?=\s*[.!…]|\s*$|,? bitte)/u, rewrite: later },
  {
    pattern:
      /\b(?:bitte )?(?:bleiben|warten) sie (?:bitte |kurz |noch |einen moment )*(?:in der leitung|dran|am apparat|online|im chat|einen (?:kleinen )?(?:moment|augenblick))/u,
    rewrite: 'Sie können die Seite schließen; die Antwort kommt hier.',
  },
  { pattern: /\bbitte (?:kurz |einen moment |einen augenblick )?warten(?=\s*[.!…]|\s*$|,? (?:ich|wir)\b)/u, rewrite: later },
  {
    pattern:
      /\b(?:geben sie mir|geben sie uns) (?:bitte |kurz |nur )*(?:einen (?:kleinen )?(?:moment|augenblick)|eine (?:minute|sekunde)|zwei minuten|ein paar minuten)/u,
    rewrite: later,
  },
  { pattern: /\b(?:verbinde|verbinden) (?:ich |wir )?(?:sie|dich)\b(?! die| den| das)/u, rewrite: passedOn },
  {
    pattern:
      /\b(?:sie werden|du wirst) (?:jetzt |nun |gleich |sofort |gerade )*(?:verbunden|durchgestellt|weitergeleitet an (?:den|die) nächste)/u,
    rewrite: passedOn,
  },
  {
    pattern: /\b(?:stelle|stellen) (?:ich |wir )?(?:sie|dich) (?:jetzt |gleich |gern |gerne |nun |sofort )*(?:durch|zu)\b/u,
    rewrite: passedOn,
  },
  {
    pattern:
      /\b(?:sie|dich) (?:jetzt |gleich |nun |gern |gerne |sofort |direkt )*(?:mit \p{L}+(?: \p{L}+){0,2} )?(?:verbinden|durchstellen)\b/u,
    rewrite: passedOn,
  },
  {
    pattern: /\b(?:sie|dich) (?:jetzt |nun |gleich )?(?:in|auf) (?:die|der|unsere|unserer) (?:warteschlange|warteliste|schlange)/u,
    rewrite: 'Ihre Nachricht liegt unserem Team vor.',
  },
  {
    pattern:
      /\b(?:sie sind|du bist) (?:jetzt |nun |aktuell )?(?:nummer \p{L}+|nummer \d+|auf (?:platz|position) \S+|an \S+ stelle|in) ?(?:in |der |unserer )*(?:warteschlange|schlange|reihe)/u,
    rewrite: 'Ihre Nachricht liegt unserem Team vor.',
  },
  {
    pattern:
      /\b(?:ist|sind|bin) (?:gleich|sofort|in kürze|in wenigen (?:minuten|augenblicken)) (?:wieder )?(?:für sie da|bei ihnen|zurück|für dich da|bei dir|da)\b/u,
    rewrite: answered,
  },
  {
    pattern: /\b(?:nächste[rn]?|erste[rn]?) (?:freie[rn]?|verfügbare[rn]?) (?:mitarbeiter|berater|agent|kolleg|ansprechpartner)\p{L}*/u,
    rewrite: answered,
  },
  { pattern: /\bsind sie noch (?:da|dran|hier|im chat)\b/u, rewrite: 'Antworten Sie, wann es Ihnen passt.' },
];
