/**
 * How does a conversation stand on paper? One page of HTML from a template of ours: every word escaped, no script, no link that fetches, nothing
 * from any network (attack 52). Formatted mail is given as its text; the original stays where it is.
 */
import type { CaseRow, CommitmentRecord, Customer, Message, Note } from '@meanwhile/wire/records.ts';
import { exportWords, type ExportLanguage } from './export-words.ts';

export interface ExportedConversation {
  readonly case: CaseRow;
  readonly customer: Customer;
  readonly messages: readonly Message[];
  readonly notes: readonly Note[];
  readonly commitments: readonly CommitmentRecord[];
  /** Of the workspace: instants are written in it. */
  readonly zone: string;
  readonly brand: string;
  /** Where the file of an attachment lies beside the page; undefined where it is not given. */
  readonly fileOf: ReadonlyMap<string, string>;
}

const style = `body{font:14px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d1b18}h1{font-size:20px;margin:0}
.facts{color:#625d55;margin:0 0 2rem}article{border-top:1px solid #ddd8d0;padding:.75rem 0;break-inside:avoid-page}.head{color:#625d55;font-size:13px}
.head b{color:#1d1b18}.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0}.note .text{background:#f4f1ec;padding:.5rem}ul{margin:.25rem 0;padding-left:1.2rem}
@page{margin:18mm}@media print{body{margin:0;max-width:none}}`;

/** A whole document. `at`: when it was made. */
export function exportPage(what: ExportedConversation, language: ExportLanguage, at: number): string {
  const words = exportWords[language];
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone: what.zone });
  const say = (instant: string): string => escape(when.format(Date.parse(instant)));
  const parts = [
    ...what.messages.map((one) => ({ at: one.receivedAt, html: messageHtml(one) })),
    ...what.notes.map((one) => ({ at: one.createdAt, html: noteHtml(one) })),
  ];
  function head(name: string, role: string, instant: string): string {
    return `<p class="head"><b dir="auto">${escape(name)}</b> · ${escape(role)} · ${say(instant)}</p>`;
  }
  function messageHtml(message: Message): string {
    const isCustomer = message.author.kind === 'customer';
    const name = message.author.name ?? (isCustomer ? (what.customer.name ?? words.customer) : what.brand);
    const told = what.commitments.filter((one) => one.messageId === message.id);
    const files = message.attachments.map((file) => {
      const path = what.fileOf.get(file.id);
      return `<li dir="auto">${escape(path === undefined ? file.name : `${file.name} (${path})`)}</li>`;
    });
    return `<article>${head(name, words[message.author.kind], message.receivedAt)}<p class="text" dir="auto">${escape(message.text)}</p>${
      files.length === 0 ? '' : `<p class="head">${escape(words.files)}</p><ul>${files.join('')}</ul>`
    }${told.map((one) => `<p class="head" dir="auto">${escape(`${words.told}: ${one.words}`)}</p>`).join('')}</article>`;
  }
  function noteHtml(note: Note): string {
    return `<article class="note">${head(note.author.name, words.note, note.createdAt)}<p class="text" dir="auto">${escape(note.text)}</p></article>`;
  }
  const addresses = what.customer.identities.filter((one) => one.scheme !== 'visitor').map((one) => one.value);
  const title = `${words.case} ${what.case.number} · ${what.customer.name ?? addresses[0] ?? words.customer}`;
  const ordered = parts.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).map((part) => part.html);
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; object-src 'none'; style-src 'unsafe-inline'"><title>${escape(title)}</title><style>${style}</style></head>
<body><main><h1 dir="auto">${escape(title)}</h1><p class="facts" dir="auto">${escape([what.case.subject, ...addresses].filter((one) => one !== null).join(' · '))}<br>${escape(words.made)} ${say(new Date(at).toISOString())} · ${escape(what.brand)}</p>
${ordered.join('\n')}</main></body></html>`;
}

/** Also controls that turn text around: a name must not read as another one. */
function escape(text: string): string {
  return text
    .replace(/(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
