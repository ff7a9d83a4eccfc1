/**
 * Where does the desk keep what it has fetched? One TanStack Query client. Nothing is polled and nothing goes stale by itself: the stream
 * patches what changes (`apply-event.ts`) and asks for a fresh copy when it had to skip something.
 */
import { QueryClient } from '@tanstack/react-query';
import { isProblem } from './api.ts';
import { hearMeanwhile } from './heard-meanwhile.ts';

const retryable = (error: unknown) => isProblem(error, 'unreachable', 'database_away', 'overloaded', 'too_many_requests');

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failureCount, error) => retryable(error) && failureCount < 4,
      retryDelay: (attempt) => Math.min(8_000, 400 * 2 ** attempt) * (0.75 + Math.random() / 2),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export const { refresh, putInAgain } = hearMeanwhile(queryClient);

/** Names of what is kept. A screen that keeps something of its own starts its key with its own noun. */
export const keys = {
  me: ['me'] as const,
  agents: ['agents'] as const,
  channels: ['channels'] as const,
  tags: ['tags'] as const,
  topics: ['topics'] as const,
  caseLists: ['cases'] as const,
  caseList: (view: string, filter: object) => ['cases', view, filter] as const,
  topicFields: ['topic-fields'] as const,
  caseFields: (caseId: string) => ['case-fields', caseId] as const,
  caseLinks: (caseId: string) => ['case-links', caseId] as const,
  incidents: ['incidents'] as const,
  caseCounts: ['case-counts'] as const,
  caseViews: ['case-views'] as const,
  threads: ['thread'] as const,
  thread: (caseId: string) => ['thread', caseId] as const,
  /** Of those that may be shown by now. */
  pictures: (messageId: string, fileIds: readonly string[]) => ['pictures', messageId, fileIds] as const,
  search: (text: string) => ['search', text] as const,
  customers: ['customers'] as const,
};
