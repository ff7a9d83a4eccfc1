/**
 * What does a status code or a mail server's sentence mean: for good or for now, and why? Only these two questions, from RFC 3463, RFC 5321
 * and the servers' usual phrases; in doubt the answer is `unknown` or `other`, and no doubt ever counts an address as dead.
 */
import type { ReportPermanence, ReportReason } from '../contract/delivery-report.ts';
import { failureStatusIn } from './delivery-status.ts';

const full =
  /mail(?:box|folder) (?:is )?(?:full|exceeded)|mailbox exceeds|quota|over ?quota|insufficient (?:disk|system)? ?(?:storage|space)|disk full|not enough (?:space|storage)|storage (?:limit|allocation)|too (?:many messages|much mail data) in|mailbox size|inbox is full|out of storage|maildir over|no space left|account is full/i;
const big =
  /message (?:size|too large|is too (?:big|large)|length exceeds|exceeds)|size (?:limit|exceeds|exceeded)|exceed(?:s|ed)? (?:the )?(?:maximum|max|size|fixed limit)|too (?:big|large)|maximum (?:message )?size|file too big/i;
const refused =
  /spam|blacklist|black ?list|block(?:ed|list| list)|blocked|reputation|dnsbl|rbl|spamhaus|policy|polic(?:y|ies)|unsolicited|not (?:allowed|authori[sz]ed|permitted|accepted)|denied|relay|dmarc|dkim|\bspf\b|virus|malware|banned|content (?:filter|reject)|rejected (?:by|as|due|for)|prohibited|greylist|gr[ae]ylist|rate ?limit|too many (?:connections|recipients|messages|hops)|suspicious|refused|reverse dns|\bptr\b|authenticat|not accept|bad sender|sender (?:address |domain )?(?:rejected|denied|verif)|throttl|complain|abuse|poor|hacked|restrict|verification|tls|certificate/i;
const unknownUser =
  /user (?:is )?(?:unknown|not found|doesn'?t exist|does not exist|not exist|invalid)|unknown (?:user|recipient|address|local|mailbox|or illegal alias|to address)|no such (?:user|mailbox|recipient|address|person|account|local|mail drop)|(?:mailbox|address|account|recipient|user|email address) (?:unknown|not found|unavailable or not local|does(?:n'?t| not) exist|is (?:unknown|invalid|not valid|not found)|unknown in)|(?:does|did)(?:n'?t| not) (?:exist|have an? (?:account|mailbox))|invalid (?:recipient|mailbox|address|user)|no (?:mailbox|account|user|recipient)(?: here)? (?:by|with|for|found|named)|not (?:a )?(?:valid|known|listed|our customer|a local|in (?:the )?directory)|isn'?t a valid|(?:addressee|recipient) unknown|bad destination mailbox|recipient (?:not exist|no longer)|doesn'?t have an? \S{1,80} account|no longer (?:available|valid|accepts|on server)|couldn'?t be found|wasn'?t found|was not found|invalid final delivery userid|not listed in|not recogni[sz]ed/i;
const route =
  /host (?:or domain name )?(?:unknown|not found)|name (?:server|service)|no (?:such (?:host|domain)|route|mail server|mx)|connection (?:timed out|refused|lost|reset)|timed? ?out|unable to (?:connect|route|find)|unrouteable|domain (?:not found|does not exist|unknown|name)|dns|couldn'?t find any host|can'?t (?:connect|find)|lost connection|network|unreachable|null ?mx|nullmx|loop|too many hops|lookup|delivery time expired|retry time|could not be delivered for|been in the queue|giving up|requests to connect|socket error/i;

/** What a text says about the cause; null when nothing is recognised. Policy and fullness win over “unknown user”: in doubt nobody is dead. */
function reasonInText(text: string): ReportReason | null {
  if (/(?:relay|sending|daily|hourly)[^.\n]{0,20} quota|\bptr\b|reverse dns/i.test(text)) return 'policy';
  if (full.test(text)) return 'mailboxFull';
  if (/\bhost (?:or domain name )?(?:is )?(?:unknown|not found)/i.test(text)) return 'routing';
  if (unknownUser.test(text)) return refused.test(text) && !/recipient address rejected/i.test(text) ? null : 'noSuchAddress';
  if (big.test(text)) return 'tooBig';
  if (route.test(text)) return 'routing';
  return refused.test(text) ? 'policy' : null;
}

/** RFC 3463 §3: subject and detail of a code. Null where the code alone says too little (`5.0.0`, `5.2.0`, `5.5.0`). */
function reasonOfStatus(status: string): ReportReason | null {
  const [, subject = '', detail = ''] = status.split('.');
  if (subject === '7') return 'policy';
  if (subject === '4') return 'routing';
  const pair = `${subject}.${detail}`;
  if (['1.1', '1.3', '1.6', '1.10'].includes(pair)) return 'noSuchAddress';
  if (['1.2', '1.4'].includes(pair)) return 'routing';
  if (['1.7', '1.8'].includes(pair)) return 'policy';
  if (pair === '2.1') return null;
  if (['2.2', '3.1'].includes(pair)) return 'mailboxFull';
  if (['2.3', '3.4'].includes(pair)) return 'tooBig';
  return null;
}

/** The reply code of an SMTP answer in a text (`550`, `452`), not any number. */
export function replyCodeIn(text: string): string | null {
  const found = /(?:^|[\s>:(<[#'"-])([45][0-57]\d)(?:[ -](?=\S)|[:)\]>]|$)/.exec(text);
  return found?.[1] ?? null;
}

export interface Judged {
  readonly status: string | null;
  readonly permanence: ReportPermanence;
  readonly reason: ReportReason;
}

/** Judges a stated status (or null) together with the words beside it (bounded by the caller). */
export function judgeFailure(stated: string | null, words: string): Judged {
  const found = failureStatusIn(words);
  const vague = stated === null || /^[245]\.0\.0$/.test(stated);
  const status = vague && found !== null && (stated === null || found[0] === stated[0]) ? found : stated;
  const code = status ?? replyCodeIn(words);
  const permanence = code === null ? 'unknown' : code.startsWith('5') ? 'permanent' : code.startsWith('4') ? 'temporary' : 'unknown';
  const coded = status === null ? null : reasonOfStatus(status);
  const worded = reasonInText(words);
  const contradicts = coded === 'noSuchAddress' && (worded === 'mailboxFull' || worded === 'tooBig' || worded === 'policy');
  const reason = coded !== null && !contradicts ? coded : (worded ?? 'other');
  return { status, permanence, reason };
}
