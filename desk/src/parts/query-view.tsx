/** Something that is being fetched: a skeleton after 200 ms, what went wrong with a way on, or the thing. It fetches nothing itself. */
import type { ReactNode } from 'react';
import { say } from '../words/say.ts';
import { ErrorState } from './error-state.tsx';
import { Skeleton } from './skeleton.tsx';

interface Fetched<Data> {
  readonly data: Data | undefined;
  readonly isError: boolean;
  readonly refetch: () => unknown;
}

export interface QueryViewProps<Data> {
  readonly of: Fetched<Data>;
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

export function QueryView<Data>({ of, rows = 3, children }: QueryViewProps<Data>) {
  if (of.data !== undefined) return children(of.data);
  if (!of.isError) return <Skeleton rows={rows} />;
  return <ErrorState lead={say('screen.loadFailed')} onRetry={() => void of.refetch()} />;
}
