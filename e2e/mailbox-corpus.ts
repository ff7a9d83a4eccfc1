/**
 * What does a mailbox of a year hold? Some hundred mails of many people, made from a seed: charsets, structures, threads of one to five mails,
 * copies byte for byte, and a few that end the thread which reads them. Each says in its text who it is and to which matter it belongs.
 */

export interface CorpusMail {
  /** In its text, and nowhere else. */
  readonly mark: string;
  /** Which matter: one case each. */
  readonly matter: number;
  readonly raw: Buffer;
  readonly from: string;
  readonly kind: 'mail' | 'copy' | 'poison';
}

/** Mulberry32: small, seeded, and good enough for variety. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const said = 'Grüße aus Köln, die Kanne für 12 € tropft — può aiutarmi? Žluťoučký kůň.';
const plain = 'Hello, the lid of my kettle does not close. What can I do?';
const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
const quoted = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) =>
      byte === 61 || byte > 126 || byte < 32 ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte),
    )
    .join('')
    .replace(/.{60}(?!$)(?=[^=]{3})/g, '$&=\r\n');
const part = (type: string, encoding: string, body: string): string =>
  `Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n`;
const joined = (kind: string, parts: readonly string[]): string =>
  `Content-Type: multipart/${kind}; boundary="b-${kind}"\r\n\r\n${parts.map((one) => `--b-${kind}\r\n${one}`).join('')}--b-${kind}--\r\n`;

/** Header fields and body of a mail that says `mark`, in one of many forms. */
const forms: readonly ((mark: string) => string | Buffer)[] = [
  (mark) => part('text/plain; charset=utf-8', '8bit', `${said} ${mark}`),
  (mark) => part('text/plain; charset=utf-8', 'base64', base64(Buffer.from(`${said} ${mark}`))),
  (mark) => part('text/plain; charset=utf-8', 'quoted-printable', quoted(Buffer.from(`${plain} é ${mark}`))),
  (mark) => part('text/plain; charset=iso-8859-1', 'quoted-printable', quoted(Buffer.from(`Grüße, die Kanne tropft. ${mark}`, 'latin1'))),
  (mark) => Buffer.from(part('text/plain; charset=windows-1252', '8bit', `Grüße, die Kanne tropft. ${mark}`), 'latin1'),
  (mark) => part('text/plain; charset=utf-16le', 'base64', base64(Buffer.from(`${said} ${mark}`, 'utf16le'))),
  (mark) => part('text/plain; charset=us-ascii', '7bit', `${plain} ${mark}`),
  (mark) => part('text/plain; charset=x-nobody-knows', '7bit', `${plain} ${mark}`),
  (mark) => part('text/plain; charset=utf-8; format=flowed; delsp=yes', '7bit', `Hello, \r\nthe lid. ${mark}`),
  (mark) => part('text/html; charset=utf-8', '8bit', `<p>${said}</p><p>${mark}</p>`),
  (mark) => `\r\n${plain} ${mark}\r\n`,
  (mark) =>
    joined('alternative', [
      part('text/plain; charset=utf-8', '8bit', `${said} ${mark}`),
      part('text/html; charset=utf-8', '8bit', `<p>${said} <b>${mark}</b></p>`),
    ]),
  (mark) =>
    joined('mixed', [
      part('text/plain; charset=utf-8', '7bit', `${plain} ${mark}`),
      part('application/pdf; name="invoice.pdf"', 'base64', base64(Buffer.alloc(6_000, 'pdf '))),
    ]),
  (mark) =>
    joined('mixed', [
      joined('related', [
        part('text/html; charset=utf-8', '8bit', `<p>${mark}</p><img src="cid:one">`),
        `Content-ID: <one>\r\n${part('image/png', 'base64', base64(Buffer.from('89504e470d0a1a0a', 'hex')))}`,
      ]),
      part('text/plain', '7bit', 'Sent from a phone'),
    ]),
  (mark) =>
    joined('mixed', [
      part('text/plain; charset=utf-8', '7bit', `${plain} ${mark}`),
      part('message/rfc822', '7bit', 'From: old@post.example\r\nSubject: Older\r\n\r\nAn older mail.'),
    ]),
];

/** `count` mails in the order in which they arrive; the same for the same seed. */
export function mailCorpus(seed: number, { count, to }: { count: number; to: string }): CorpusMail[] {
  const chance = chanceOf(seed);
  const pick = (below: number): number => Math.floor(chance() * below);
  const mails: CorpusMail[] = [];
  /** Matters that may still go on: who, and the ids so far. */
  const open: { matter: number; from: string; ids: string[] }[] = [];
  let matters = 0;
  for (let n = 0; n < count; n += 1) {
    const mark = `mark-${String(n).padStart(4, '0')}-end`;
    const last = mails.at(-1);
    if (last !== undefined && last.kind === 'mail' && chance() < 0.06) {
      mails.push({ ...last, kind: 'copy' });
      continue;
    }
    const isPoison = n % 120 === 60;
    const goesOn = !isPoison && open.length > 0 && chance() < 0.55 ? open[pick(open.length)]! : null;
    const thread = goesOn ?? { matter: matters++, from: `person${pick(120)}@post${pick(7)}.example`, ids: [] as string[] };
    const id = `<${n}.${seed}@post.example>`;
    const head = [
      `Received: from mx.post.example by mx.shop.example; Tue, 24 Nov 2026 09:00:00 +0000`,
      `From: ${n % 3 === 0 ? '=?utf-8?Q?Zo=C3=AB_M=C3=BCller?=' : 'A Person'} <${thread.from}>`,
      `To: ${to}`,
      `Subject: ${thread.ids.length > 0 ? 'Re: ' : ''}${n % 4 === 0 ? '=?iso-8859-1?Q?Gr=FC=DFe?=' : 'My kettle'}${n % 5 === 0 ? `\r\n and its lid` : ''}`,
      ...(n % 9 === 0 ? [] : [`Date: Tue, 24 Nov 2026 ${String(9 + (n % 9)).padStart(2, '0')}:00:00 +0100`]),
      ...(!isPoison && goesOn === null && n % 11 === 0 ? [] : [`Message-ID: ${id}`]),
      ...(thread.ids.length > 0 ? [`In-Reply-To: ${thread.ids.at(-1)!}`, `References: ${thread.ids.join('\r\n ')}`] : []),
      ...(isPoison ? ['X-Poison: kill'] : []),
      'MIME-Version: 1.0',
      '',
    ].join('\r\n');
    const body = forms[n % forms.length]!(mark);
    mails.push({
      mark,
      matter: thread.matter,
      raw: Buffer.concat([Buffer.from(head), typeof body === 'string' ? Buffer.from(body) : body]),
      from: thread.from,
      kind: isPoison ? 'poison' : 'mail',
    });
    if (isPoison || !head.includes('Message-ID:')) continue;
    thread.ids.push(id);
    if (goesOn === null) open.push(thread);
    if (thread.ids.length >= 5) open.splice(open.indexOf(thread), 1);
  }
  return mails;
}
