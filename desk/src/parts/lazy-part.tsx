/**
 * How does a part fetched ahead appear with the press that asks for it? `lazy` alone waits at its first sight even when the part is there, and
 * React shows nothing in its place for at least 300 ms.
 */
import { lazy, useState, type ComponentType, type ReactNode } from 'react';

export interface LazyPart<Props> {
  readonly Part: (props: Props) => ReactNode;
  /** Gets it ahead. Fails as the fetching fails; the next use tries again. */
  fetch(): Promise<void>;
}

/** `load` gives the component; the part needs a `Suspense` above it for when it is asked for too early. */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let loaded: ComponentType<Props> | null = null;
  const Waiting = lazy(async () => ({ default: (loaded = await load()) })) as unknown as ComponentType<Props>;
  return {
    Part: function Part(props) {
      // Decided once: a change later would take the part down and put it up again.
      const [Kind] = useState(() => loaded ?? Waiting);
      return <Kind {...props} />;
    },
    fetch: async () => {
      loaded = await load();
    },
  };
}
