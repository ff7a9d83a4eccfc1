/**
 * What does a delivery report without the standard part say? A large share of real reports are sentences of mail servers: this finds the
 * recipients they name and the words about each. It must be asked only about mails that are reports; it does not decide that.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalAddress, oneLine, readMailboxes } from './address.ts';

export interface WordedFailure {
  readonly address: string | null;
  readonly words: string;
}

export interface ReportText {
  /** The server's own sentences, without the returned mail. */
  readonly head: string;
  /** The returned mail or its header, as text; empty when it is not in the text. */
  readonly original: string;
}

const maxHeadLines = limits.reportHeadLineCount;
const maxLineChars = limits.reportLineChars;
const maxBlockLines = limits.reportBlockLineCount;

const originalBelow =
  /^[\s\-=*]{0,80}(?:below this line is a copy|this is a copy of (?:the|your) message|(?:the )?headers? of the original|enclosed is a copy|included is a copy|below is a copy of|(?:original )?message (?:headers )?follow|unsent message follows|returned message|original (?:message|mail)(?: info| follows)?[\s\-:.=*]{0,80}$)/i;
const headerLine = /^(?:received|return-path|x-received|dkim-signature|arc-seal|x-google-smtp-source):/i;

/** Parts the server's words from the mail it returns below them. Linear. */
export function reportTextOf(text: string): ReportText {
  const lines = text.slice(0, limits.textChars).split(/\r?\n/);
  const cut = lines.findIndex((line) => line.length <= maxLineChars && (originalBelow.test(line) || headerLine.test(line)));
  const end = cut < 0 ? lines.length : cut;
  return { head: lines.slice(0, Math.min(end, maxHeadLines)).join('\n'), original: lines.slice(end).join('\n') };
}

const address = String.raw`([^\s<>()"',;:\[\]]{1,64}@[A-Za-z0-9.-]{1,190}[A-Za-z0-9])`;
/** Where servers put the recipient they speak of: alone on a line, at its start before a colon, or after one of these phrases. */
const places: readonly RegExp[] = [
  new RegExp(`^[\\s*>"']{0,20}<?${address}>?["']?(?:\\s|:|$)`),
  new RegExp(
    `(?:delivering your mail to|unable to deliver (?:your )?message to|(?:could not|can ?not|couldn'?t|wasn'?t|was not) be(?:en)? delivered to|delivered to|delivery to|delivery failed|final delivery userid|recipient|recipient address|your message to)\\s{0,3}:?\\s{0,3}<?${address}`,
    'i',
  ),
  new RegExp(`rcpt to:\\s?<${address}>`, 'i'),
  new RegExp(`^\\s{0,8}[45]\\d\\d[ -][^<]{0,80}<${address}>`),
];

function addressesIn(line: string): string | null {
  if (line.length > maxLineChars || /mail from:\s?</i.test(line)) return null;
  for (const place of places) {
    const found = place.exec(line)?.[1];
    const canonical = found === undefined ? null : canonicalAddress(found);
    if (canonical !== null) return canonical;
  }
  return null;
}

/** The one recipient in the returned mail's own To, when nothing better is known. */
function onlyToIn(original: string): string | null {
  const field = /^to[ \t]*:[ \t]*([^\n]{1,400})/im.exec(original.slice(0, 65_536))?.[1];
  const { mailboxes } = readMailboxes((field ?? '').trim());
  return mailboxes.length === 1 ? (mailboxes[0]?.address ?? null) : null;
}

const bounded = (words: string) => oneLine(words, limits.reportDiagnosticChars * 4);

/**
 * The recipients a report's words name, each with what is said of it. `known` are the addresses of an `X-Failed-Recipients` header;
 * `notThese` (who wrote and who got the report) are left out unless nothing else is named. Empty when nobody can be told.
 */
export function wordedFailures(
  { head, original }: ReportText,
  known: readonly string[],
  notThese: ReadonlySet<string>,
): readonly WordedFailure[] {
  const lines = head.split('\n');
  const named = lines.map(addressesIn);
  const everyone = named.filter((one) => one !== null);
  const strangers = everyone.filter((one) => !notThese.has(one));
  const wanted = new Set<string>(known.length > 0 ? known : strangers.length > 0 ? strangers : everyone);
  const words = new Map<string, string>();
  let current = '';
  let linesInBlock = 0;
  for (const [at, line] of lines.entries()) {
    const next = named[at];
    if (next !== null && next !== undefined && wanted.has(next)) {
      current = next;
      linesInBlock = 0;
    }
    if (current !== '' && linesInBlock++ < maxBlockLines)
      words.set(current, `${words.get(current) ?? ''} ${line.slice(0, maxLineChars)}`.slice(0, 4_000));
  }
  const addresses = [...wanted].slice(0, limits.reportRecipientCount);
  if (addresses.length === 0) {
    const only = onlyToIn(original);
    return head.trim() === '' && only === null ? [] : [{ address: only, words: bounded(head) }];
  }
  return addresses.map((one) => {
    const said = bounded(words.get(one) ?? '');
    const bare = said.replaceAll(one, '').replace(/[<>:"'*\s]+/g, '') === '';
    return { address: one, words: bare ? bounded(head) : said };
  });
}

const delayWords =
  /not yet been delivered|has been delayed|delivery (?:is |was )?delayed|delayed \d|warning message only|will be retried|will continue (?:to )?(?:be )?(?:try|attempt|for)|delay reason|still being retried|could not send message for past|no action is required/i;
const finalWords = /permanent|given up|giving up|failed permanently|could not be delivered|not going to try again/i;
const failureWords =
  /undeliver|not (?:be )?deliver|could ?n[o']t be (?:delivered|sent)|unable to deliver|wasn'?t able to deliver|deliver(?:y|ing)[^.\n]{0,80}(?:fail|error)|(?:fail|error|trouble)[^.\n]{0,80}deliver|fatal errors|did not reach|could not be reached|rejected|returned (?:mail|message)|failure|invalid final delivery|unknown|失敗|送信できませんでした|не может быть доставлено|transcript of session|failed permanently|permanent (?:failure|error)|could not deliver|notificationtype/i;

/** Does a report's text announce a failure, a delay, or neither? A delay is one only while nothing final is said. */
export function announcedKind(head: string, subject: string): 'failed' | 'delayed' | null {
  const text = `${subject}\n${head.slice(0, 20_000)}`;
  if (delayWords.test(text) && !finalWords.test(head.slice(0, 20_000))) return 'delayed';
  return failureWords.test(text) ? 'failed' : null;
}
