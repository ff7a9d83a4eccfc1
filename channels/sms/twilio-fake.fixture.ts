/** A REST API of Twilio on this machine, as small as the adapter needs it: keeps what it was sent, answers as told, and keeps files. For tests only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountSid, authToken, numberSid, ourPhone, sidOf } from './twilio-forms.fixture.ts';

export interface RestCall {
  readonly method: string;
  /** Below the account. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}
/** `accept`: as always. `cut`: taken, and the connection broken before the answer. What is told in words may be `taken` too. */
export type RestAnswer =
  | 'accept'
  | 'cut'
  | { readonly status: number; readonly body: object | string; readonly headers?: Record<string, string>; readonly taken?: boolean };
export type What = 'send' | 'list' | 'number' | 'media' | 'storage';

export interface MessageRecord {
  readonly [field: string]: unknown;
  readonly sid: string;
  readonly to: string;
  readonly body: string;
}

export interface TwilioFake {
  readonly url: string;
  readonly calls: RestCall[];
  /** Messages that were taken, whatever was answered. */
  readonly messages: MessageRecord[];
  /** By the media's id; asked for with the credentials, kept elsewhere without. */
  readonly files: Map<string, Uint8Array>;
  /** The number as its owner has set it. */
  readonly number: { sms_url: string; sms_method: string; sms_application_sid: string; capabilities: { sms: boolean } };
  /** The time there, in ms. */
  readonly clock: { nowAt: () => number };
  /** Where files are kept; a path of this machine unless it is set. */
  readonly storage: { url: string | null };
  answerNext(what: What, ...answers: readonly RestAnswer[]): void;
  close(): Promise<void>;
}

/** An error as Twilio writes it. */
export const restError = (code: number, status: number, message: string) => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});

const dated = (atMs: number): string => new Date(atMs).toUTCString().replace('GMT', '+0000');

const messageRecord = (form: RestCall['form'], sid: string, atMs: number): MessageRecord => ({
  account_sid: accountSid,
  api_version: '2010-04-01',
  body: form['Body'] ?? '',
  date_created: dated(atMs),
  date_sent: null,
  date_updated: dated(atMs),
  direction: 'outbound-api',
  error_code: null,
  error_message: null,
  from: form['From'] ?? null,
  messaging_service_sid: null,
  num_media: '0',
  num_segments: '1',
  price: null,
  price_unit: null,
  sid,
  status: 'queued',
  subresource_uris: { media: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media.json` },
  to: form['To'] ?? '',
  uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
});

/** Numbers of messages of ours, apart from those of people. */
const firstSent = 0xf000_0000;

export async function openTwilioFake(): Promise<TwilioFake> {
  const calls: RestCall[] = [];
  const messages: MessageRecord[] = [];
  const files = new Map<string, Uint8Array>();
  const planned = new Map<What, RestAnswer[]>();
  const number = {
    sms_url: 'https://demo.twilio.com/welcome/sms/reply',
    sms_method: 'POST',
    sms_application_sid: '',
    capabilities: { sms: true },
  };
  const clock = { nowAt: () => Date.now() };
  const storage: { url: string | null } = { url: null };
  const numberRecord = () => ({ sid: numberSid, account_sid: accountSid, phone_number: ourPhone, friendly_name: 'Lantern', ...number });

  function take(form: RestCall['form']): MessageRecord {
    const message = messageRecord(form, sidOf('SM', firstSent + messages.length), clock.nowAt());
    messages.push(message);
    return message;
  }
  const listOf = ({ To: to, From: from }: RestCall['query']) => ({
    messages: messages.filter((one) => (to === undefined || one.to === to) && (from === undefined || one['from'] === from)).toReversed(),
    page: 0,
    page_size: 50,
    start: 0,
    end: 0,
    uri: '/',
    first_page_uri: '/',
    next_page_uri: null,
    previous_page_uri: null,
  });
  /** As written in the address, with whatever its owner has changed. */
  function setNumber(form: RestCall['form']) {
    if (form['SmsUrl'] !== undefined) number.sms_url = form['SmsUrl'];
    if (form['SmsMethod'] !== undefined) number.sms_method = form['SmsMethod'];
    if (form['SmsApplicationSid'] !== undefined) number.sms_application_sid = form['SmsApplicationSid'];
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://fake');
    const say = ({ status, body, headers = {} }: Exclude<RestAnswer, string>): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    const given = request.headers.authorization;
    if (url.pathname.startsWith('/storage/')) {
      const told = planned.get('storage')?.shift();
      if (told === 'cut') return void request.socket.destroy();
      if (typeof told === 'object') return say(told);
      const file = files.get(url.pathname.slice('/storage/'.length));
      // A signed address and credentials together are refused there.
      if (file === undefined || given !== undefined) return say({ status: 400, body: 'InvalidArgument' });
      return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file);
    }
    const path = new RegExp(`^/2010-04-01/Accounts/${accountSid}/(.+)$`).exec(url.pathname)?.[1];
    if (given !== `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`)
      return say(restError(20_003, 401, 'Authentication Error - invalid username'));
    if (path === undefined) return say(restError(20_404, 404, `The requested resource ${url.pathname} was not found`));
    const call: RestCall = {
      method: request.method ?? '',
      path,
      query: Object.fromEntries(url.searchParams),
      form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
    };
    calls.push(call);
    const what = whatOf(call);
    const told = what === null ? undefined : planned.get(what)?.shift();
    if (what === 'send' && (told === 'cut' || (typeof told === 'object' && told.taken === true))) take(call.form);
    if (told === 'cut') return void request.socket.destroy();
    if (typeof told === 'object') return say(told);
    switch (what) {
      case 'send':
        return say({ status: 201, body: take(call.form) });
      case 'list':
        return say({ status: 200, body: listOf(call.query) });
      case 'number':
        if (path === 'IncomingPhoneNumbers.json') {
          const isFound = ourPhone.includes((call.query['PhoneNumber'] ?? '').replace('+', ''));
          return say({ status: 200, body: { incoming_phone_numbers: isFound ? [numberRecord()] : [] } });
        }
        if (call.method === 'POST') setNumber(call.form);
        return say({ status: 200, body: numberRecord() });
      case 'media': {
        const media = path.slice(path.lastIndexOf('/') + 1);
        return say({ status: 307, body: '', headers: { location: storage.url ?? `/storage/${media}` } });
      }
      default:
        return say(restError(20_404, 404, `The requested resource ${url.pathname} was not found`));
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    messages,
    files,
    number,
    clock,
    storage,
    answerNext: (what, ...answers) => void planned.set(what, [...(planned.get(what) ?? []), ...answers]),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function whatOf({ method, path }: RestCall): What | null {
  if (path === 'Messages.json') return method === 'POST' ? 'send' : 'list';
  if (path === 'IncomingPhoneNumbers.json' || path === `IncomingPhoneNumbers/${numberSid}.json`) return 'number';
  return /^Messages\/(?:SM|MM)\w{32}\/Media\/ME\w{32}$/.test(path) ? 'media' : null;
}
