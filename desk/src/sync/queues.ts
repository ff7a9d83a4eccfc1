/** Which queues are there? A short list; empty in most workspaces. */
import { useQuery } from '@tanstack/react-query';
import type { Queue } from '@meanwhile/wire/queues.ts';
import { paths } from '../paths.ts';
import { get, type Listing } from './api.ts';

export const useQueues = () => useQuery({ queryKey: ['queues'], queryFn: () => get<Listing<Queue>>(paths.queues) });
