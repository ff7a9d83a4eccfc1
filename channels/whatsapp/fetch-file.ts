/**
 * What is behind a file that somebody sent? Meta is asked where it lies, and it is fetched from there with the token: from Meta's own hosts alone,
 * so that the token goes to nobody else. Addresses hold what opens them; nothing of one is said.
 */
import { z } from 'zod';
import type { ChannelDeps, FetchedFile } from '../contract/channel-adapter.ts';
import { notFetched, readFile } from '../contract/provider-file.ts';
import { callGraph, fileHeaders } from './call-graph.ts';
import { isForLater } from './error-code.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';
import { fetchBytes } from './whatsapp-description.ts';

const idShape = /^[\w-]{1,200}$/;
const found = z.looseObject({ url: z.string(), file_size: z.coerce.number().optional().catch(undefined) });
const most = { bytes: fetchBytes, reason: `larger than ${fetchBytes / (1024 * 1024)} MB` };

export async function fetchFile(mediaId: string, account: WhatsappAccount, deps: ChannelDeps): Promise<FetchedFile> {
  if (!idShape.test(mediaId)) return notFetched(false, 'WhatsApp knows no such file');
  const called = await callGraph({ method: 'GET', path: [mediaId], query: { phone_number_id: account.phoneNumberId } }, account, deps);
  if (called.kind === 'refused') return refused(called.error.code, called.status);
  if (called.kind !== 'answer') return notFetched(true, 'WhatsApp did not answer');
  const where = found.safeParse(called.body);
  const url = where.success ? ownUrl(where.data.url, account.apiRoot) : null;
  if (!where.success || url === null) return notFetched(false, 'WhatsApp did not say where the file is');
  if ((where.data.file_size ?? 0) > most.bytes) return notFetched(false, most.reason);
  try {
    const response = await deps.fetch(url, { headers: fileHeaders(account), redirect: 'error' });
    if (!response.ok || response.body === null) return refused(null, response.status);
    return await readFile(response.body, most);
  } catch {
    return notFetched(true, 'the connection to WhatsApp broke');
  }
}

/** Meta keeps what customers send for seven days; after that it knows nothing of it. */
function refused(code: number | null, status: number): FetchedFile {
  // 190 and 401 are about the token, which may just be changing.
  const isPassing = status === 401 || status >= 500 || code === 190 || isForLater(code ?? Number.NaN, status);
  return notFetched(isPassing, isPassing ? 'WhatsApp did not give the file' : 'WhatsApp does not have the file any more');
}

/** Meta's hosts for files, by HTTPS on its own port; or what the operator put in Meta's place. */
function ownUrl(address: string, apiRoot: string): URL | null {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (url.origin === URL.parse(apiRoot)?.origin) return url;
  const isMeta = url.hostname === 'lookaside.fbsbx.com' || /\.(?:whatsapp\.net|fbcdn\.net)$/.test(url.hostname);
  return isMeta && url.protocol === 'https:' && url.port === '' ? url : null;
}
