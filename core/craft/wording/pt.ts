/** Portuguese words that sound live, and what can truly be said instead. */
import type { LiveSounding } from './live-sounding.ts';

const later = 'Estou a tratar disto e escrevo-lhe aqui.';
const passedOn = 'Passo isto a um colega, que lhe responde aqui.';

export const pt: readonly LiveSounding[] = [
  { pattern: /(?<!\p{L})(?:um (?:momento|momentinho|segundo|instante|minuto)),? por favor/u, rewrite: later },
  { pattern: /(?<!\p{L})(?:aguarde|espere) (?:um (?:momento|segundo|instante)|na linha|em linha|por favor|enquanto)/u, rewrite: later },
  { pattern: /(?<!\p{L})(?:não desligue|permaneça (?:na|em) linha)/u, rewrite: later },
  {
    pattern:
      /(?<!\p{L})(?:vou|estou a|estou) (?:transferi(?:r|ndo)|liga(?:r|ndo)|conecta(?:r|ndo)|passa(?:r|ndo))(?:-lo|-la| você| o senhor| a senhora)/u,
    rewrite: passedOn,
  },
  { pattern: /(?<!\p{L})(?:transferindo|conectando) você/u, rewrite: passedOn },
  { pattern: /(?<!\p{L})(?:na|à|para a) (?:fila(?: de espera)?)(?!\p{L})/u, rewrite: 'A sua mensagem já está com a nossa equipa.' },
  {
    pattern: /(?<!\p{L})(?:já (?:o|a|te) atende(?:mos|rá)?|será atendid[oa] em (?:breve|instantes|alguns minutos)|volto já)/u,
    rewrite: 'Alguém da nossa equipa responde-lhe aqui.',
  },
  { pattern: /(?<!\p{L})ainda está aí/u, rewrite: 'Responda quando lhe der jeito.' },
];
