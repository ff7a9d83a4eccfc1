/** Is our key in the domain's DNS? Asks for the record and says what is wrong in a word; it never publishes anything. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { recordOf } from './sign-mail.ts';
import type { MailResolver } from './verify-sender.ts';

/** `different`: there is a record, but with another key. `unknown`: the DNS did not answer; nothing is concluded from that. */
export type RecordState = 'found' | 'missing' | 'different' | 'unknown';

/** The tags of a record (RFC 6376 §3.2), names in lower case, blanks taken out of the values. */
function tagsOf(record: string): Map<string, string> {
  const pairs = record.split(';').map((part): [string, string] => {
    const at = part.indexOf('=');
    return [part.slice(0, Math.max(at, 0)).trim().toLowerCase(), part.slice(at + 1).replace(/\s+/g, '')];
  });
  return new Map(pairs);
}

/** Somebody waits for the answer on a screen. */
const maxDnsMs = limits.dnsRecordMs;

function late(): Promise<never> {
  return new Promise((_, reject) => {
    AbortSignal.timeout(maxDnsMs).addEventListener('abort', () => reject(new Error('the DNS took too long')), { once: true });
  });
}

export async function findRecord(
  key: { readonly domain: string; readonly selector: string; readonly publicKey: string },
  resolve: MailResolver,
): Promise<RecordState> {
  let answers: (string[] | string)[];
  try {
    answers = await Promise.race([resolve(recordOf(key).name, 'TXT'), late()]);
  } catch (error) {
    const code = error instanceof Error ? (error as Error & { code?: string }).code : undefined;
    return code === 'ENOTFOUND' || code === 'ENODATA' ? 'missing' : 'unknown';
  }
  const records = answers.map((answer) => tagsOf(Array.isArray(answer) ? answer.join('') : answer)).filter((tags) => tags.has('p'));
  if (records.length === 0) return 'missing';
  return records.some((tags) => tags.get('p') === key.publicKey && (tags.get('k') ?? 'rsa') === 'rsa') ? 'found' : 'different';
}
