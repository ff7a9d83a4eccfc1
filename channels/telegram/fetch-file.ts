/** What is behind a file id? Asked for its path, then fetched up to what a bot may fetch. The address holds the token, so that nothing of it is said. */
import { z } from 'zod';
import type { ChannelDeps, FetchedFile } from '../contract/channel-adapter.ts';
import { callBot } from './call-bot.ts';
import type { TelegramAccount } from './telegram-account.ts';
import { fetchBytes } from './telegram-description.ts';

/** Relative, and it does not climb. */
const pathShape = /^(?!.*\.\.)[\w][\w./-]{0,300}$/;
const found = z.looseObject({ file_path: z.string().regex(pathShape) });
const no = (passing: boolean, reason: string): FetchedFile => ({ ok: false, passing, reason });

export async function fetchFile(fileId: string, account: TelegramAccount, deps: ChannelDeps): Promise<FetchedFile> {
  const called = await callBot('getFile', { file_id: fileId }, account, deps);
  if (called.kind !== 'answer') return no(true, 'Telegram did not answer');
  if (!called.answer.ok) {
    const code = called.answer.error_code ?? called.status;
    // 401 and 404 are about the token, which may just be changing.
    return no([401, 404, 429].includes(code) || code >= 500, 'Telegram did not give the file');
  }
  const where = found.safeParse(called.answer.result);
  if (!where.success) return no(false, 'Telegram did not say where the file is');
  try {
    const response = await deps.fetch(`${account.apiRoot}/file/bot${account.botToken}/${where.data.file_path}`);
    if (!response.ok || response.body === null)
      return no(response.status === 429 || response.status >= 500, 'Telegram did not give the file');
    return await read(response.body);
  } catch {
    return no(true, 'the connection to Telegram broke');
  }
}

async function read(body: ReadableStream<Uint8Array>): Promise<FetchedFile> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > fetchBytes) return no(false, 'more than a bot may fetch (20 MB)');
    chunks.push(chunk);
  }
  return { ok: true, bytes: Buffer.concat(chunks), mime: null };
}
