/**
 * What do people’s mails look like that a hasty rule would take for a machine’s? More than a hundred, in fourteen languages and twelve
 * clients’ header styles; every one invented, with reserved domains only. For tests only.
 */

/** Subject and text: people speak of bounces, absences, newsletters and robots without being any of them. */
const written: readonly (readonly [subject: string, text: string])[] = [
  ['Undeliverable parcel – what now?', 'My parcel came back as undeliverable. Could you send it again?'],
  ['Out of office chairs', 'You write that you are out of office chairs. When will there be new ones?'],
  ['Re: Undeliverable: Your order 2231', 'Your mail bounced at my old address, please use this one.'],
  ['Delivery failure', 'The courier says “delivery failed” and nobody called me. This is the second time.'],
  ['Fwd: Mail delivery failed: returning message to sender', 'I got this when I wrote to sales@. Is that address dead?'],
  ['Returned mail', 'The letter you sent to my mother was returned. Her new address is Lake Road 4.'],
  ['Failure notice from your payment page', 'Payment page shows a failure notice with code 550 5.1.1. My card is fine.'],
  ['Automatic reply', 'I keep getting your automatic reply, but no answer. Is there a person?'],
  ['auto-reply is broken', 'Your auto-reply says Monday. It is Wednesday.'],
  ['I am on holiday until 3 May', 'I am on holiday until 3 May and back then. Please deliver after that, not before.'],
  ['Vacation rental', 'Do you rent the cabin in vacation time? We are four.'],
  ['Unsubscribe', 'Please take me off the newsletter. The unsubscribe link gives an error.'],
  ['Bounce house for Saturday', 'We would like to rent the bounce house for Saturday, 10 to 16.'],
  ['Mailbox full', 'My mailbox is full of your vouchers! One a week is enough.'],
  ['Warning: could not send form', 'Your contact form says “warning: could not send”. So here is my question by mail.'],
  ['Spam?', 'Is this from you or is it spam? It says: this is an automatically generated message, do not reply.'],
  ['Do not reply', 'Your mail came from noreply@ and said do not reply. To whom can I reply, then?'],
  ['Abwesenheitsnotiz', 'Ihre Abwesenheitsnotiz sagt, Sie seien ab heute wieder da. Darf ich nochmals fragen?'],
  ['Unzustellbar', 'Das Paket kam als unzustellbar zurück. Die Hausnummer ist 12, nicht 21.'],
  ['Zustellung fehlgeschlagen', 'Der Bote schreibt „Zustellung fehlgeschlagen“, aber ich war zu Hause.'],
  ['AW: Automatische Antwort: Termin', 'Danke für die automatische Antwort. Der Termin passt mir leider nicht.'],
  ['Absence du bureau', 'Vous étiez absent du bureau hier. Quand puis-je passer ?'],
  ['Échec de la livraison', 'Le livreur indique un échec de la livraison. J’étais pourtant là.'],
  ['Respuesta automática', 'Solo recibo respuestas automáticas. ¿Hay alguien que pueda ayudarme?'],
  ['Devuelto al remitente', 'El paquete fue devuelto al remitente. ¿Me lo mandan otra vez?'],
  ['Resposta automática', 'Recebi a resposta automática, mas o problema continua.'],
  ['Risposta automatica', 'Ho ricevuto la risposta automatica. Il rimborso non è ancora arrivato.'],
  ['Afwezig', 'Ik ben maandag afwezig, kan het pakket dinsdag komen?'],
  ['Autosvar', 'Jag fick bara ett autosvar. Kan någon ringa mig?'],
  ['Automatyczna odpowiedź', 'Dostałem tylko automatyczną odpowiedź. Proszę o kontakt.'],
  ['Не доставлено', 'Посылка не доставлена. Что делать?'],
  ['自動返信について', '自動返信メールしか届きません。担当者の方はいらっしゃいますか。'],
  ['退信', '我的信被退回了，请问正确的地址是什么？'],
  ['رد تلقائي', 'وصلني رد تلقائي فقط. متى يصل الطلب؟'],
  ['Otomatik yanıt', 'Sadece otomatik yanıt geliyor. Lütfen beni arayın.'],
  ['Poissaolo', 'Olen poissa perjantaihin. Voiko toimitus tulla maanantaina?'],
  ['', 'sent from the bus, sorry: did the refund go out?'],
];

const people = [
  'Maria Lindqvist <maria@example.com>',
  'norah.reply@example.com',
  '"Bounce House Hire" <bounce-house@hire.example>',
  'Shop owner <shop-owner@example.org>',
  'Otto Mailer <otto.mailer@example.net>',
  '=?utf-8?q?J=C3=BCrgen_Daemon?= <j.daemon@example.com>',
  'Robert Bott <bot@example.org>',
] as const;

/** Header styles of real clients, by name; `multipart` ones carry an HTML part as well. */
const clients: readonly { readonly name: string; readonly headers: string; readonly html: boolean }[] = [
  {
    name: 'Outlook',
    html: true,
    headers:
      'X-Mailer: Microsoft Outlook 16.0\r\nThread-Index: AQHZ\r\nContent-Language: de\r\nX-MS-Has-Attach:\r\nX-MS-TNEF-Correlator:\r\nX-MS-Exchange-Organization-SCL: -1\r\nX-Originating-IP: [192.0.2.7]\r\n',
  },
  {
    name: 'Outlook with a receipt',
    html: true,
    headers: 'Disposition-Notification-To: maria@example.com\r\nImportance: high\r\nX-Priority: 1\r\n',
  },
  { name: 'Apple Mail', html: false, headers: 'X-Mailer: Apple Mail (2.3774.300.61.1.2)\r\nX-Universally-Unique-Identifier: 1B2C\r\n' },
  { name: 'iPhone', html: true, headers: 'X-Mailer: iPhone Mail (20F75)\r\n' },
  {
    name: 'Gmail',
    html: true,
    headers: 'X-Gm-Message-State: AOJu0Y\r\nX-Received: by 2002:a05:6512 with SMTP id x1\r\nReturn-Path: <maria@example.com>\r\n',
  },
  {
    name: 'Thunderbird',
    html: false,
    headers: 'User-Agent: Mozilla Thunderbird\r\nContent-Language: en-US\r\nAutocrypt: addr=maria@example.com; keydata=\r\n',
  },
  { name: 'Yahoo', html: true, headers: 'X-Mailer: WebService/1.1.21763 YMailNorrin\r\nX-YMail-OSG: a1\r\n' },
  { name: 'a phone app', html: false, headers: 'User-Agent: K-9 Mail for Android\r\nX-Priority: 3 (Normal)\r\n' },
  {
    name: 'Roundcube',
    html: false,
    headers: 'User-Agent: Roundcube Webmail/1.6.1\r\nX-Sender: maria@example.com\r\nAuto-Submitted: no\r\n',
  },
  { name: 'mutt', html: false, headers: 'User-Agent: Mutt/2.2.9\r\nX-Auto-Response-Suppress: none\r\n' },
  {
    name: 'Exchange',
    html: true,
    headers: 'Accept-Language: en-GB\r\nX-MS-Exchange-Transport-CrossTenantHeadersStamped: AM0\r\nX-Auto-Response-Suppress: \r\n',
  },
  {
    name: 'a scanner of spam',
    html: false,
    headers: 'X-Spam-Status: No, score=-1.2\r\nX-Virus-Scanned: clean\r\nPrecedence: first-class\r\n',
  },
];

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

function mail(subject: string, text: string, from: string, client: (typeof clients)[number]): string {
  const head = `From: ${from}\r\nTo: Flora <hello@flora.example>\r\nSubject: =?utf-8?b?${Buffer.from(subject).toString('base64')}?=\r\nDate: Tue, 3 Nov 2026 10:12:00 +0100\r\nMessage-ID: <${Buffer.from(client.name + subject).toString('hex')}@example.com>\r\nMIME-Version: 1.0\r\n${client.headers}`;
  if (!client.html) return `${head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}\r\n`;
  return `${head}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>${text}</p>\r\n--b--\r\n`;
}

const bounce =
  'Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; sales@flora.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n';

/** A person forwards a bounce: its sentences in the text, its parts beside it, or the whole of it as a file. */
function forwarded(client: (typeof clients)[number]): readonly string[] {
  const head = `From: Maria <maria@example.com>\r\nTo: hello@flora.example\r\nSubject: Fwd: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n${client.headers}`;
  const words =
    'Is your address dead?\r\n\r\nBegin forwarded message:\r\n\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n<sales@flora.example>: host mx said: 550 5.1.1 User unknown\r\n';
  const mixed = (part: string) =>
    `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${words}\r\n--b\r\n${part}\r\n--b--\r\n`;
  return [
    `${head}\r\n${words}`,
    mixed(`Content-Type: message/delivery-status\r\n\r\n${bounce}`),
    mixed(
      `Content-Type: message/rfc822\r\n\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n\r\n${bounce}`,
    ),
  ];
}

/** Every text in three clients, and forwarded bounces in four; addressed to hello@flora.example. */
export const humanMails: readonly string[] = [
  ...written.flatMap(([subject, text], at) =>
    [0, 4, 7].map((step) => mail(subject, text, pick(people, at + step), pick(clients, at + step))),
  ),
  ...clients.slice(0, 4).flatMap(forwarded),
];

/** A person’s header around a text of somebody else’s choice, such as a reply mail of the shared test data. */
export const aroundText = (text: string, at: number): string => mail('Re: Your question', text, pick(people, at), pick(clients, at));
