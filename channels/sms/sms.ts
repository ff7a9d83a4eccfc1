/**
 * SMS and MMS of one phone number at Twilio as a channel: messages and what became of ours come to one door, answers go by one call each. Files are
 * fetched when they come, and cannot be sent.
 */
import type { ChannelAdapter } from '../contract/channel-adapter.ts';
import { notAuthenticated } from '../contract/normalised-event.ts';
import { fetchMedia } from './mms-media.ts';
import { connect, disconnect, health, identify } from './our-number.ts';
import { planSms, type SmsDelivery } from './plan-sms.ts';
import { readCall } from './read-call.ts';
import { findSent, sendSms } from './send-sms.ts';
import { formIn, isSigned } from './signature.ts';
import { accountTroubles, type SmsAccount } from './sms-account.ts';
import { smsDescription } from './sms-description.ts';

export const sms: ChannelAdapter<SmsAccount, SmsDelivery> = {
  description: smsDescription,
  inbound: {
    async verify(raw, { authTokens }) {
      const given = raw.headers['x-twilio-signature'];
      if (raw.url === null || typeof given !== 'string' || !isSigned(given, { url: raw.url, form: formIn(raw.bytes) }, authTokens))
        return { ok: false, reason: 'the signature of Twilio is missing or another one' };
      return { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null };
    },
    async parse(raw, account, { authentication }) {
      return [readCall(raw, account, authentication)];
    },
    // TwiML that says nothing: whatever else stood here could be sent to the customer.
    stored: { status: 200, contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
    fetchFile: fetchMedia,
  },
  outbound: {
    plan: (message, _account, thread, nowAt) => planSms(message, thread, nowAt),
    send: ({ payload }, account, deps) => sendSms(payload, account, deps),
    reconcile: ({ payload }, account, deps) => findSent(payload, account, deps),
  },
  lifecycle: {
    checkAccount: accountTroubles,
    health,
    identify,
    connect: (account, { url }, deps) => connect(account, url, deps),
    disconnect,
  },
};
