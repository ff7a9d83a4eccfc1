/**
 * How does a form or button tell the server something? Busy while it runs, words when it is refused, fresh copies of what it changed.
 * A repeated press after a lost connection carries the same idempotency key, so nothing is made twice.
 */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { notify } from '../parts/toast.tsx';
import { say } from '../words/say.ts';
import { isProblem } from './api.ts';
import { problemWords } from './problem-words.ts';
import type { QueryKey } from '@tanstack/react-query';
import type { ProblemCode } from './api.ts';
import type { WordKey } from '../words/say.ts';
import type { ProblemWords } from './problem-words.ts';

export interface ActOptions<Answer> {
  /** Said in a corner when it worked. */
  readonly done?: string | ((answer: Answer) => string);
  /** What has to be fetched anew. */
  readonly refresh?: readonly QueryKey[];
  readonly then?: (answer: Answer) => unknown;
  /** Words of this screen for certain refusals. */
  readonly words?: ProblemWords;
}
export interface Act<Input> {
  readonly run: (input: Input) => void;
  readonly busy: boolean;
  readonly error: string | null;
  /** Was it refused with one of these? */
  readonly refusedWith: (...codes: ProblemCode[]) => boolean;
  /** Shows words of the screen's own in place of an error. */
  readonly say: (key: WordKey) => void;
  readonly clear: () => void;
}

export function useAct<Input = void, Answer = unknown>(
  send: (input: Input, idempotencyKey: string) => Promise<Answer>,
  options: ActOptions<Answer> = {},
): Act<Input> {
  const client = useQueryClient();
  const [said, setSaid] = useState<WordKey | null>(null);
  const key = useRef<string | null>(null);
  const mutation = useMutation({
    mutationFn: (input: Input) => send(input, (key.current ??= crypto.randomUUID())),
    onSuccess: async (answer) => {
      key.current = null;
      if (options.done !== undefined) notify({ title: typeof options.done === 'string' ? options.done : options.done(answer) });
      await Promise.all((options.refresh ?? []).map((queryKey) => client.invalidateQueries({ queryKey })));
      await options.then?.(answer);
    },
    onError: (error) => {
      if (!isProblem(error, 'unreachable', 'outcome_unknown', 'database_away')) key.current = null;
    },
  });
  const error = mutation.error === null ? null : problemWords(mutation.error, options.words);
  return {
    run: (input) => {
      setSaid(null);
      mutation.mutate(input);
    },
    busy: mutation.isPending,
    error: said === null ? error : say(said),
    refusedWith: (...codes) => isProblem(mutation.error, ...codes),
    say: setSaid,
    clear: () => {
      setSaid(null);
      mutation.reset();
    },
  };
}
