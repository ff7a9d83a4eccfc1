/**
 * Did the From domain really send this? SPF, DKIM and DMARC worked out from the bytes and the envelope; headers that claim a result
 * (Authentication-Results) count for nothing, and ARC only where the
 * channel trusts its sealer. What follows from the verdict is decided elsewhere.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { authenticate } from 'mailauth';
import { notAuthenticated } from '../contract/normalised-event.ts';
import { trustedSealer } from './arc-verdict.ts';
import { scanMail } from './scan-mail.ts';
import type { DMARCResult } from 'mailauth';
import type { MailEnvelope } from '../contract/channel-adapter.ts';
import type { AuthenticationResult, AuthenticationVerdict } from '../contract/normalised-event.ts';

/** Answers like `dns.promises.resolve(name, type)`, and rejects with `code` `ENOTFOUND` or `ENODATA` where there is nothing. */
export type MailResolver = (name: string, type: string) => Promise<string[][] | string[]>;

/** SPF alone may ask ten times (RFC 7208 §4.6.4); a mail with more questions than this is asking for our DNS, not for trust. */
const maxLookups = limits.dnsLookupCount;
/** All questions of one mail together: name servers that never answer must not hold up the mails behind it. */
const maxDnsMs = limits.dnsMs;

function resultOf(word: string | undefined): AuthenticationResult {
  if (word === 'pass' || word === 'temperror') return word;
  if (word === undefined || word === 'none' || word === 'neutral' || word === 'policy') return 'none';
  return 'fail';
}

/** A pass that rests on a signature over part of the body alone is no pass. */
function dmarcOf(dmarc: DMARCResult): AuthenticationResult {
  if (dmarc.status.result !== 'pass') return resultOf(dmarc.status.result);
  return !dmarc.alignment.spf.result && dmarc.alignment.dkim.underSized ? 'fail' : 'pass';
}

function boundedResolver(resolve: MailResolver): MailResolver {
  let lookups = 0;
  const over = AbortSignal.timeout(maxDnsMs);
  const late = () => Object.assign(new Error('the DNS took too long for one mail'), { code: 'ETIMEOUT' });
  return async (name, type) => {
    lookups++;
    if (lookups > maxLookups) throw Object.assign(new Error('too many DNS lookups for one mail'), { code: 'ETIMEOUT' });
    if (over.aborted) throw late();
    let stop = () => {};
    const timedOut = new Promise<never>((_, reject) => {
      stop = () => reject(late());
      over.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([resolve(name, type), timedOut]);
    } finally {
      over.removeEventListener('abort', stop);
    }
  };
}

/**
 * The verdict for one mail as received. `raw` is the mail, `envelope` the connection it came by. Never throws for what the mail or
 * the DNS say: faults there are `temperror`. A mail with other than one From fails. `sealers`: domains of forwarders whose ARC seal is believed.
 */
export async function verifySender(
  raw: Uint8Array,
  envelope: MailEnvelope,
  resolve: MailResolver,
  sealers: readonly string[] = [],
): Promise<AuthenticationVerdict> {
  const scan = scanMail(raw);
  if (scan.tooComplex !== null) return notAuthenticated;
  let checked;
  try {
    checked = await authenticate(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), {
      sender: envelope.mailFrom,
      ip: envelope.remoteAddress,
      helo: envelope.helo,
      mta: 'meanwhile',
      resolver: boundedResolver(resolve),
      disableArc: sealers.length === 0,
      disableBimi: true,
    });
  } catch (unreadable) {
    if (!(unreadable instanceof Error)) throw unreadable;
    return { ...notAuthenticated, spf: 'temperror', dmarc: 'temperror' };
  }
  const dkim = checked.dkim.results
    .filter((signature) => signature.signingDomain !== undefined)
    .map((signature) => ({
      domain: signature.signingDomain ?? '',
      // A signature over only part of the body (l=) vouches for nothing we show.
      result: signature.status.underSized ? ('fail' as const) : resultOf(signature.status.result),
      aligned: typeof signature.status.aligned === 'string' && !signature.status.underSized,
    }));
  const oneFrom = checked.dkim.fromFields === 1 && checked.dkim.headerFrom.length === 1;
  const spf = checked.spf === false ? 'none' : resultOf(checked.spf.status.result);
  const judged = checked.dmarc === false ? 'none' : dmarcOf(checked.dmarc);
  const fromDomain = checked.dkim.headerFrom[0]?.split('@').at(-1)?.toLowerCase() ?? null;
  const header = Buffer.from(raw.buffer, raw.byteOffset, scan.headerEnd).toString('latin1');
  const isVouchedFor = judged !== 'pass' && fromDomain !== null && trustedSealer(checked.arc, header, fromDomain, sealers) !== null;
  // Fetched from a mailbox, nobody knows which machine sent it: SPF may have passed at that mailbox's border, so a missing pass proves nothing.
  const dmarc = isVouchedFor ? 'pass' : judged === 'fail' && envelope.remoteAddress === '' ? 'none' : judged;
  return { provider: 'none', spf, dkim, dmarc: oneFrom ? dmarc : 'fail', alignedDomain: oneFrom && dmarc === 'pass' ? fromDomain : null };
}
