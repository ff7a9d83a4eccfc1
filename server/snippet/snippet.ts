/** Which texts and which bundles of steps does a team keep? The front door of the step: what applying a macro needs to read, and the lines for danger and outages. */
export { urgentLines } from './urgent-line.store.ts';
export { macroById, type MacroRow } from './snippet.store.ts';
