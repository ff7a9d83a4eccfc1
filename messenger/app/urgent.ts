/** Is danger or an outage being written of? What is typed stays here; this file and its words are fetched once somebody begins to write. */
import { urgencyIn } from '@meanwhile/core/craft/urgent-words.ts';
import type { Store } from './view.ts';

export function watchUrgency(store: Store): void {
  const look = () => {
    const { draft, settings, urgent } = store.get();
    const kind = urgencyIn(draft);
    const words = kind && settings.urgent[kind];
    if (words !== urgent) store.set({ urgent: words });
  };
  store.listen(look);
  look();
}
