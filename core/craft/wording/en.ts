/** English words that sound live, and what can truly be said instead. */
import type { LiveSounding } from './live-sounding.ts';

const later = 'I’m looking into this and will write to you here.';
const passedOn = 'I’m passing this to a colleague, who will answer you here.';
const answered = 'Somebody from our team will answer you here.';

export const en: readonly LiveSounding[] = [
  { pattern: /\b(?:just |please )?(?:one|a) (?:moment|second|sec|minute)(?: please|,? while| and I)/u, rewrite: later },
  { pattern: /^\s*(?:just )?(?:one|a) (?:moment|second|sec|minute)(?=\s*[.!…]|\s*$)/u, rewrite: later },
  { pattern: /\b(?:give|allow) me (?:just )?(?:a|one|two) (?:moment|second|sec|minutes?|few (?:moments|minutes))\b/u, rewrite: later },
  { pattern: /\b(?:please )?(?:hold on|hang on|bear with me|bear with us)\b(?! to)(?! the)/u, rewrite: later },
  {
    pattern: /\b(?:please )?(?:stay|remain) (?:on the line|online|in (?:the|this) chat|connected)\b/u,
    rewrite: 'You can close this page; the answer comes here.',
  },
  { pattern: /\bplease (?:hold|wait)(?= while|\s*[.!…]|\s*$| for (?:a|the next|an) (?:moment|agent|available|minute))/u, rewrite: later },
  {
    pattern:
      /\b(?:I'll|I will|I'm|I am|we're|we are|let me|we'll|we will)(?: just| now)? (?:connect|connecting|put|putting|patch|patching|transfer|transferring) you(?: through| now| over| to| with)?\b/u,
    rewrite: passedOn,
  },
  {
    pattern:
      /\b(?:connecting|transferring) you(?: now| to| with)\b|\bputting you through\b|\bput you (?:straight )?through (?:to|now)\b|\b(?:be|being|been) (?:now )?put through to\b/u,
    rewrite: passedOn,
  },
  {
    pattern: /\b(?:add|adding|added|put|putting|placed|placing) you (?:to|in|into) (?:the|our|a) (?:queue|line|waiting)/u,
    rewrite: 'Your message is with our team.',
  },
  {
    pattern: /\byou(?:'re| are) (?:now )?(?:number \w+|next|\w+) in (?:the |our )?(?:queue|line)\b/u,
    rewrite: 'Your message is with our team.',
  },
  {
    pattern: /\b(?:will|'ll) be (?:right )?with you (?:shortly|soon|in (?:a|just a) (?:moment|minute|second)|momentarily|as soon as)/u,
    rewrite: answered,
  },
  { pattern: /\b(?:I'll|I will|we'll) be right (?:back|with you)\b/u, rewrite: later },
  { pattern: /\b(?:next|first) (?:available|free) (?:agent|advisor|colleague|representative|operator)\b/u, rewrite: answered },
  { pattern: /\bare you still (?:there|here|with (?:me|us))\b/u, rewrite: 'Answer whenever it suits you.' },
];
