/** Where is a conversation to print or to save? Pages of the server, opened as links: rights are checked at the click. */
import { api } from '../../links.ts';
import { chosenWorkspace, urlOf } from '../../sync/api.ts';
import { currentLanguage } from '../../words/say.ts';

export const conversationPage = (caseId: string, as: 'print' | 'export'): string =>
  urlOf(as === 'print' ? api.casePrint(caseId) : api.caseExport(caseId), { workspace: chosenWorkspace(), lang: currentLanguage() });
