/**
 * Where does Viber keep a file that somebody sent, and what is behind its address? The address itself opens it, for an hour; nothing of ours is shown there.
 * It comes with the message, and with a forwarded one it can be anybody’s: only Viber’s own hosts are asked.
 */
import { channelLimits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDeps, FetchedFile } from '../contract/channel-adapter.ts';
import { notFetched, readFile } from '../contract/provider-file.ts';
import type { ViberAccount } from './viber-account.ts';
import { fetchBytes } from './viber-description.ts';

type At = Pick<ViberAccount, 'apiRoot'>;
const most = { bytes: fetchBytes, reason: 'larger than 25 MB' };

export const isKeptAtViber = (address: string, { apiRoot }: At): boolean =>
  address.length <= channelLimits.pageUrlChars && URL.canParse(address) && isTheirs(new URL(address), apiRoot);

/** Pictures, films and files come from dl-media.viber.com; what stands in for Viber keeps them itself. */
function isTheirs({ origin, protocol, hostname, port, username, password }: URL, apiRoot: string): boolean {
  if (username !== '' || password !== '') return false;
  if (URL.canParse(apiRoot) && origin === new URL(apiRoot).origin) return true;
  return protocol === 'https:' && port === '' && hostname.endsWith('.viber.com');
}

export async function fetchMedia(address: string, account: At, deps: ChannelDeps): Promise<FetchedFile> {
  if (!isKeptAtViber(address, account)) return notFetched(false, 'Viber did not say where the file is');
  try {
    const asked = await deps.fetch(address, { redirect: 'manual' });
    const response = isSentOn(asked.status) ? await follow(asked, { from: address, account }, deps) : asked;
    if (response === null) return notFetched(false, 'Viber keeps the file where we do not go');
    if (response.status === 200 && response.body !== null) return await readFile(response.body, most);
    await response.body?.cancel();
    return notHad(response.status);
  } catch {
    return notFetched(true, 'the connection to Viber broke');
  }
}

const isSentOn = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** Once, and to Viber’s own hosts only. */
async function follow(
  asked: Response,
  { from, account }: { readonly from: string; readonly account: At },
  { fetch }: ChannelDeps,
): Promise<Response | null> {
  await asked.body?.cancel();
  const location = asked.headers.get('location') ?? '';
  if (location === '' || !URL.canParse(location, from)) return null;
  const to = new URL(location, from);
  if (!isTheirs(to, account.apiRoot)) return null;
  const found = await fetch(to, { redirect: 'manual' });
  if (!isSentOn(found.status)) return found;
  await found.body?.cancel();
  return null;
}

function notHad(status: number): FetchedFile {
  // 403 is what an address whose hour is over brings.
  if ([403, 404, 410].includes(status)) return notFetched(false, 'Viber does not have it any more');
  return notFetched(status === 429 || status >= 500, 'Viber did not give the file');
}
