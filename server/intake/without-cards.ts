/**
 * What of a mail may be kept when it has the number of a payment card in it? The same mail with the number covered in everything that was
 * read from it, and instead of the bytes that came a plain mail with the same covered words. What lies inside attached files is not looked at.
 */
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import type { ReadAnswer } from './read-request.ts';

/** The answer itself where nothing had to be covered. `bytes`: the mail as it came. */
export function withoutCards(answer: ReadAnswer, bytes: Uint8Array): ReadAnswer {
  const { event } = answer;
  if (event === null) return answer;
  let found = false;
  const cover = (text: string, as: 'text' | 'html' = 'text'): string => {
    const covered = maskCards(text, as);
    found ||= covered !== text;
    return covered;
  };
  const named = <Person extends { readonly display: string | null }>(person: Person): Person => ({
    ...person,
    display: person.display === null ? null : cover(person.display),
  });
  const covered = {
    ...event,
    text: cover(event.text),
    html: event.html === null ? null : cover(event.html, 'html'),
    subject: event.subject === null ? null : cover(event.subject),
    sender: named(event.sender),
    replyTo: event.replyTo === null ? null : named(event.replyTo),
    audience: { to: event.audience.to.map(named), cc: event.audience.cc.map(named) },
  };
  const visibleText = answer.visibleText === null ? null : cover(answer.visibleText);
  const files = answer.files.map((file) => ({ ...file, name: cover(file.name), about: coverAll(file.about, cover) }));
  if (!found) return answer;
  const masked = { ...answer, event: covered, visibleText, files };
  // Of a mail that could not be read, or not to its end, the original is all there is of the rest.
  return event.tooComplex === null && !event.truncated ? { ...masked, instead: plainMail(bytes, covered.subject, covered.text) } : masked;
}

/** Every text in what is said about a file. */
function coverAll<Value>(value: Value, cover: (text: string) => string): Value {
  if (typeof value === 'string') return cover(value) as Value;
  if (Array.isArray(value)) return value.map((one: unknown) => coverAll(one, cover)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, coverAll(one, cover)])) as Value;
}

/** Its own header without encoded words and without what describes the old body, marked as not the original, and the covered words. */
function plainMail(bytes: Uint8Array, subject: string | null, text: string): Uint8Array {
  const [header = ''] = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1);
  const kept = header
    .split(/\r?\n(?![ \t])/)
    .filter((field) => !/^(?:subject|mime-version|content-[^:]*):/i.test(field))
    .map((field) => maskCards(field.replaceAll(/=\?[^?\s]*\?[bq]\?[^?\s]*\?=/gi, '')).replaceAll('•', '*'));
  const own = [
    'X-Meanwhile-Covered: card number',
    `Subject: ${subject ?? ''}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
  // What came as bytes stays the same bytes.
  return Buffer.concat([
    Buffer.from(`${kept.join('\r\n')}\r\n`, 'latin1'),
    Buffer.from(`${own.join('\r\n')}\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n`),
  ]);
}
