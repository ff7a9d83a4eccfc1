/**
 * Which files came along with a message, and what is behind one? An MMS names addresses at Twilio. They are asked for at the API's own root, with our
 * credentials; Twilio sends us on to where it keeps them, and there we go without.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDeps, FetchedFile } from '../contract/channel-adapter.ts';
import type { IncomingAttachment } from '../contract/normalised-event.ts';
import { fileName, notFetched, readFile, remoteFile } from '../contract/provider-file.ts';
import { credentials, resourceUrl } from './call-twilio.ts';
import type { SmsAccount } from './sms-account.ts';
import { fetchBytes } from './sms-description.ts';

const endings: ReadonlyMap<string, string> = new Map([
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['image/heic', 'heic'],
  ['video/mp4', 'mp4'],
  ['video/3gpp', '3gp'],
  ['video/quicktime', 'mov'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp4', 'm4a'],
  ['audio/ogg', 'ogg'],
  ['audio/amr', 'amr'],
  ['audio/3gpp', '3gp'],
  ['text/vcard', 'vcf'],
  ['text/x-vcard', 'vcf'],
  ['text/calendar', 'ics'],
  ['text/plain', 'txt'],
  ['application/pdf', 'pdf'],
]);

/** Files with no name of their own; what lies anywhere else but at Twilio is named in a line of the text. */
export function mediaIn(form: URLSearchParams, account: SmsAccount): { attachments: IncomingAttachment[]; notes: string[] } {
  const attachments: IncomingAttachment[] = [];
  const notes: string[] = [];
  for (let number = 0; number < limits.attachmentCount; number += 1) {
    const url = form.get(`MediaUrl${number}`);
    if (url === null) break;
    const mime = form.get(`MediaContentType${number}`)?.split(';')[0]?.trim().toLowerCase() ?? '';
    const name = fileName(`file-${number + 1}.${endings.get(mime) ?? 'bin'}`, 'file.bin');
    const providerRef = refIn(url, account);
    if (providerRef === null) notes.push(`[${name}: not kept at Twilio]`);
    else attachments.push(remoteFile({ name, mime, sizeBytes: undefined, providerRef }));
  }
  return { attachments, notes };
}

const pathShape = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/(Messages\/(?:SM|MM)[0-9a-f]{32}\/Media\/ME[0-9a-f]{32})$/i;
const refShape = /^Messages\/(?:SM|MM)[0-9a-f]{32}\/Media\/ME[0-9a-f]{32}$/i;

/** Its path below the account: where that stands, the account says and not the message. */
function refIn(url: string, { accountSid, apiRoot }: SmsAccount): string | null {
  if (!URL.canParse(url) || !URL.canParse(apiRoot)) return null;
  const { host, pathname } = new URL(url);
  const found = pathShape.exec(pathname);
  const isTheirs = host === 'api.twilio.com' || host === new URL(apiRoot).host;
  return isTheirs && found !== null && found[1]!.toLowerCase() === accountSid.toLowerCase() ? found[2]! : null;
}

const most = { bytes: fetchBytes, reason: 'larger than a file may be here' };

export async function fetchMedia(ref: string, account: SmsAccount, deps: ChannelDeps): Promise<FetchedFile> {
  if (!refShape.test(ref)) return notFetched(false, 'Twilio did not say where the file is');
  try {
    const asked = await deps.fetch(resourceUrl(ref, account), { headers: { authorization: credentials(account) }, redirect: 'manual' });
    const response = isSentOn(asked.status) ? await follow(asked, account, deps) : asked;
    if (response === null) return notFetched(false, 'Twilio keeps the file where we do not go');
    if (response.ok && response.body !== null) return await readFile(response.body, most);
    await response.body?.cancel();
    // 401 and 403 are about the token, which may just be changing; a file that has just come is not everywhere at once, and 404 for a moment.
    return notFetched([401, 403, 404, 429].includes(response.status) || response.status >= 500, 'Twilio did not give the file');
  } catch {
    return notFetched(true, 'the connection to Twilio broke');
  }
}

const isSentOn = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** Once, and without the credentials: the address itself opens what is there. */
async function follow(asked: Response, { apiRoot }: SmsAccount, { fetch }: ChannelDeps): Promise<Response | null> {
  await asked.body?.cancel();
  const location = asked.headers.get('location') ?? '';
  if (location === '' || !URL.canParse(location, apiRoot)) return null;
  const to = new URL(location, apiRoot);
  if (!isStorage(to) && to.origin !== new URL(apiRoot).origin) return null;
  const found = await fetch(to, { redirect: 'manual' });
  if (!isSentOn(found.status)) return found;
  await found.body?.cancel();
  return null;
}

/** Twilio's own hosts, and the one bucket at Amazon that it documents. */
function isStorage({ protocol, hostname, port, username, password, pathname }: URL): boolean {
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  return (
    hostname.endsWith('.twiliocdn.com') ||
    hostname.endsWith('.twilio.com') ||
    (hostname === 's3-external-1.amazonaws.com' && pathname.startsWith('/media.twiliocdn.com/'))
  );
}
