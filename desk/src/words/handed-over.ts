/** Words of mail that a provider hands over and of the test mail: they come with the page of a mail channel. */
import { handedOverDe } from './handed-over.de.ts';
import { handedOverEn } from './handed-over.en.ts';
import { ownWords } from './say.ts';

export const sayHanded = ownWords({ en: handedOverEn, de: handedOverDe });
