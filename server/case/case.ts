/**
 * A case, as every step sees it: its facts, its lock, its row on the wire, its files, its words in the index. The front door of the step;
 * what may happen to a case is decided in `core/conversation`, and the verbs people do to it are `server/reply`.
 */
export { attachmentsOf, uploadedBy, type Upload } from './attachment.store.ts';
export { caseCustomers } from './case-customer.ts';
export { caseEvent } from './case-event.ts';
export { factsOf, withFacts } from './case-facts.ts';
export {
  candidateCases,
  caseIdByNumber,
  casesById,
  casesOfCustomer,
  lockCase,
  lockCaseThatGoesOn,
  recentCases,
  takeCaseNumbers,
  type CaseFactsRow,
} from './case.store.ts';
export { continueLink, readContinuation, type Continuation } from './continue-link.ts';
export { actorKey } from './customer-key.ts';
export { findIdentities, identitiesOfCustomers, type IdentityFacts } from './identity-facts.store.ts';
export { insertPerson } from './new-person.ts';
export { deliveryColumns, type DeliveryFacts } from './delivery-facts.ts';
export { isLogo, logoOf, readLogoLink } from './logo.ts';
export { scanKind, scanOfNewFile } from './new-file.ts';
export { pictureSize } from './picture-size.ts';
export { isGivenOut, presentAttachment } from './present-attachment.ts';
export { presentCase, presentMessage, shortForEvent, type MessageFacts } from './present-case.ts';
export { presentCases, presentOne } from './present-cases.ts';
export { presentDelivery } from './present-delivery.ts';
export { insertCase, insertCases, saveTags, updateCases } from './save-case.store.ts';
export { insertSearch, saveSearch, searchableText, type SearchRow } from './search-document.store.ts';
export { noteFact, presentFacts, type Said } from './fact.ts';
export { addFactCounts, customerOfCase, endFacts, factCounts, isCaseOfCustomer, knownRows, messageOfCustomer } from './fact.store.ts';
