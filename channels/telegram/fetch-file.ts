/** What is behind a file id? Asked for its path, then fetched up to what a bot may fetch. The address holds the token, so that nothing of it is said. */
import { z } from 'zod';
import type { ChannelDeps, FetchedFile } from '../contract/channel-adapter.ts';
import { notFetched, readFile } from '../contract/provider-file.ts';
import { callBot } from './call-bot.ts';
import type { TelegramAccount } from './telegram-account.ts';
import { fetchBytes } from './telegram-description.ts';

/** Relative, and it does not climb. */
const pathShape = /^(?!.*\.\.)[\w][\w./-]{0,300}$/;
const found = z.looseObject({ file_path: z.string().regex(pathShape) });
const most = { bytes: fetchBytes, reason: 'more than a bot may fetch (20 MB)' };

export async function fetchFile(fileId: string, account: TelegramAccount, deps: ChannelDeps): Promise<FetchedFile> {
  const called = await callBot('getFile', { file_id: fileId }, account, deps);
  if (called.kind !== 'answer') return notFetched(true, 'Telegram did not answer');
  if (!called.answer.ok) {
    const code = called.answer.error_code ?? called.status;
    // 401 and 404 are about the token, which may just be changing.
    return notFetched([401, 404, 429].includes(code) || code >= 500, 'Telegram did not give the file');
  }
  const where = found.safeParse(called.answer.result);
  if (!where.success) return notFetched(false, 'Telegram did not say where the file is');
  try {
    const response = await deps.fetch(`${account.apiRoot}/file/bot${account.botToken}/${where.data.file_path}`);
    if (!response.ok || response.body === null)
      return notFetched(response.status === 429 || response.status >= 500, 'Telegram did not give the file');
    return await readFile(response.body, most);
  } catch {
    return notFetched(true, 'the connection to Telegram broke');
  }
}
