/** Words of what a provider reports of an answer, in both languages: they come with the conversation. */
import { ownWords } from './say.ts';

export const sayReceipt = ownWords({ en: { read: 'read {when}' }, de: { read: 'gelesen {when}' } });
