/** What is behind a message that is a picture, a film, a recording or a file? Its bytes, by the message’s id and up to our limit; LINE keeps them for a time it does not name. */
import type { ChannelDeps, FetchedFile } from '../contract/channel-adapter.ts';
import { notFetched, readFile } from '../contract/provider-file.ts';
import { dataRootOf, type LineAccount } from './line-account.ts';
import { fetchBytes } from './line-description.ts';

/** Digits, as far as LINE has ever sent; nothing that would leave its place in a path. */
export const messageIdShape = /^[A-Za-z0-9_-]{1,100}$/;
const most = { bytes: fetchBytes, reason: 'larger than 25 MB' };

export async function fetchFile(messageId: string, account: LineAccount, deps: ChannelDeps): Promise<FetchedFile> {
  if (!messageIdShape.test(messageId)) return notFetched(false, 'LINE did not say where the file is');
  try {
    const response = await deps.fetch(`${dataRootOf(account)}/v2/bot/message/${messageId}/content`, {
      headers: { authorization: `Bearer ${account.channelAccessToken}` },
    });
    if (response.status === 200 && response.body !== null) return await readFile(response.body, most);
    return notHad(response.status);
  } catch {
    return notFetched(true, 'the connection to LINE broke');
  }
}

function notHad(status: number): FetchedFile {
  if (status === 202) return notFetched(true, 'LINE is still preparing it');
  if (status === 404) return notFetched(false, 'LINE does not have it any more');
  if (status === 410) return notFetched(false, 'they took it back');
  // 401 is about the token, which may just be changing.
  return notFetched(status === 401 || status === 429 || status >= 500, 'LINE did not give the file');
}
