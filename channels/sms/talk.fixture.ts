/** With what does the adapter talk to Twilio on this machine? Its account, what it may touch, and an answer to Maria. For tests only. */
import { answerTo, callAtDoor, depsAt } from '../conformance/talk-kit.fixture.ts';
import type { OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import { accountSid, authToken, numberSid, ourPhone, phoneOf } from './twilio-forms.fixture.ts';
import type { SmsAccount } from './sms-account.ts';

export const door = 'https://desk.example/in/sms/0b7c';
export const maria = phoneOf(1);
export const nowAt = 1_790_000_000_000;

export const accountAt = (apiRoot: string): SmsAccount => ({
  accountSid,
  authTokens: [authToken],
  phoneNumber: ourPhone,
  numberSid,
  webhookUrl: door,
  apiRoot,
});

export const quiet = depsAt(nowAt);

const answer = answerTo({ scheme: 'phone', value: maria, display: 'Maria' });
export const toMaria = (text: string, over: Partial<OutboundMessage> = {}): OutboundMessage => answer({ text, ...over });

/** A call as it stands at the door; without headers and address, as stored bytes are read again. */
export const rawOf = (body: Uint8Array | string, headers: RawInbound['headers'] = {}, url: string | null = door): RawInbound =>
  callAtDoor(body, headers, url);
