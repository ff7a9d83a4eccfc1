/** Spanish words that sound live, and what can truly be said instead. */
import type { LiveSounding } from './live-sounding.ts';

const later = 'Lo estoy mirando y le escribiré aquí.';
const passedOn = 'Se lo paso a un compañero, que le responderá aquí.';

export const es: readonly LiveSounding[] = [
  { pattern: /(?<!\p{L})(?:un (?:momento|momentito|segundo|instante|minuto)),? por favor/u, rewrite: later },
  { pattern: /(?<!\p{L})(?:espere|espera|aguarde) (?:un (?:momento|segundo|instante)|en línea|por favor)/u, rewrite: later },
  { pattern: /(?<!\p{L})(?:no cuelgue|permanezca en línea|manténgase (?:en línea|a la espera))/u, rewrite: later },
  { pattern: /(?<!\p{L})(?:le|te|lo|la) (?:conecto|comunico|transfiero|pongo en contacto|paso (?:ahora )?con)/u, rewrite: passedOn },
  { pattern: /(?<!\p{L})(?:conectándol[eoa]|transfiriéndol[eoa]|estamos conectándole)/u, rewrite: passedOn },
  {
    pattern: /(?<!\p{L})(?:a|en) la cola(?: de espera)?(?!\p{L})|(?<!\p{L})en cola de espera/u,
    rewrite: 'Su mensaje ya lo tiene nuestro equipo.',
  },
  {
    pattern:
      /(?<!\p{L})(?:le atenderá en (?:un momento|breve|unos (?:minutos|instantes))|enseguida (?:le atiendo|estoy con usted|vuelvo))/u,
    rewrite: 'Alguien de nuestro equipo le responderá aquí.',
  },
  { pattern: /(?<!\p{L})(?:sigue|continúa) (?:usted )?ahí/u, rewrite: 'Responda cuando le venga bien.' },
];
