import { expect, it } from 'vitest';
import type { Platform } from '../platform.ts';
import { logFault } from './log-fault.ts';

it('a database that is away is one line in ten seconds, whoever noticed; a fault of the work itself is told each time', () => {
  const lines: string[] = [];
  let nowAt = 0;
  const platform = {
    log: {
      error: (_fields: object, words: string) => lines.push(`error: ${words}`),
      warn: (_fields: object, words: string) => lines.push(`warn: ${words}`),
    },
    clock: { machineNowAt: () => nowAt },
  } as unknown as Platform;
  const away = new Error('timeout exceeded when trying to connect');
  logFault(platform, away, 'routing failed');
  logFault(platform, away, 'reading failed');
  logFault(platform, new Error('division by zero'), 'reading failed');
  logFault(platform, new Error('division by zero'), 'reading failed');
  nowAt = 10_000;
  logFault(platform, away, 'routing failed');
  const oneLine = 'warn: the database does not answer; background work goes on as soon as it does';
  expect(lines).toEqual([oneLine, 'error: reading failed', 'error: reading failed', oneLine]);
});
