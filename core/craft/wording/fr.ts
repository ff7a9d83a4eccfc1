/** French words that sound live, and what can truly be said instead. */
import type { LiveSounding } from './live-sounding.ts';

const later = 'Je m’en occupe et je vous écris ici.';
const passedOn = 'Je transmets à un collègue, qui vous répondra ici.';

export const fr: readonly LiveSounding[] = [
  {
    pattern: /(?<!\p{L})(?:un (?:petit )?(?:instant|moment)|une (?:petite )?(?:minute|seconde)),? s(?:'il vous|vp|'il te)/u,
    rewrite: later,
  },
  {
    pattern:
      /(?<!\p{L})(?:veuillez patienter|merci de (?:bien vouloir )?patienter|patientez (?:un|quelques)|ne quittez pas|restez en ligne)/u,
    rewrite: later,
  },
  { pattern: /(?<!\p{L})je vous (?:mets en (?:relation|contact|ligne)|transfère|connecte|passe un)/u, rewrite: passedOn },
  { pattern: /(?<!\p{L})(?:mise? en relation avec un|vous (?:allez être|êtes) mis(?:e|es|\(e\))? en relation)/u, rewrite: passedOn },
  { pattern: /(?<!\p{L})(?:dans|à) (?:la|notre) file d'attente/u, rewrite: 'Votre message est bien arrivé à notre équipe.' },
  {
    pattern:
      /(?<!\p{L})(?:un conseiller|un agent|quelqu'un) (?:sera|va être) (?:avec vous|à vous|disponible) (?:dans (?:un instant|quelques)|sous peu|très vite)/u,
    rewrite: 'Une personne de notre équipe vous répondra ici.',
  },
  { pattern: /(?<!\p{L})êtes-vous (?:toujours|encore) là/u, rewrite: 'Répondez quand cela vous convient.' },
];
