/** Words of the log: they come with its screen. */
import { logDe } from './log.de.ts';
import { logEn } from './log.en.ts';
import { ownWords } from './say.ts';

export const sayLog = ownWords({ en: logEn, de: logDe });
