/** What is behind an address at which Meta keeps a file? Its bytes, up to our limit and without our token; only from Meta’s own hosts, and nobody is followed from there. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDeps, FetchedFile } from '../contract/channel-adapter.ts';
import { notFetched, readFile } from '../contract/provider-file.ts';
import { apiUrl, type FacebookAccount } from './facebook-account.ts';
import { fetchBytes } from './facebook-description.ts';

const most = { bytes: fetchBytes, reason: 'larger than 25 MB' };

/** Null: not one of Meta’s, or one in which something was covered. A stand-in keeps its files itself. */
export function keptAt(address: string, { apiRoot }: Pick<FacebookAccount, 'apiRoot'>): URL | null {
  if (address.length > limits.htmlUrlChars || address.includes('•') || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (apiRoot !== apiUrl && URL.canParse(apiRoot) && url.origin === new URL(apiRoot).origin) return url;
  const { protocol, hostname, port, username, password } = url;
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return null;
  return hostname.endsWith('.fbcdn.net') || hostname.endsWith('.fbsbx.com') ? url : null;
}

export async function fetchFile(address: string, account: FacebookAccount, deps: ChannelDeps): Promise<FetchedFile> {
  const url = keptAt(address, account);
  if (url === null) return notFetched(false, 'Facebook did not say where the file is');
  try {
    const response = await deps.fetch(url, { redirect: 'manual' });
    if (response.status === 200 && response.body !== null) return await readFile(response.body, most);
    await response.body?.cancel();
    return notHad(response.status);
  } catch {
    return notFetched(true, 'the connection to Facebook broke');
  }
}

function notHad(status: number): FetchedFile {
  // The addresses are signed and run out.
  if (status === 403 || status === 404 || status === 410) return notFetched(false, 'Facebook does not give the file any more');
  return notFetched(status === 429 || status >= 500, 'Facebook did not give the file');
}
