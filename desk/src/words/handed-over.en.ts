/** English words of mail that a provider hands over. Key for key the same as `handed-over.de.ts`. */
export const handedOverEn = {
  'handed.title': 'Mail handed over by a provider',
  'handed.lead': 'Mailgun, Postmark and SendGrid can take mail in for your domain and post it here, without a mail server of your own.',
  'handed.provider': 'Provider',
  'handed.mailgun': 'Mailgun',
  'handed.postmark': 'Postmark',
  'handed.sendgrid': 'SendGrid',
  'handed.how.mailgun':
    'In Mailgun, make a route with the action “forward” to this address; it ends in “mime”, so that Mailgun sends the mail as it came. Enter the HTTP webhook signing key below.',
  'handed.how.postmark':
    'In Postmark, open the inbound stream, enter this address as the webhook and switch on “Include raw email content in JSON payload”.',
  'handed.how.sendgrid':
    'In SendGrid, open Inbound Parse, enter this address for your domain and switch on “POST the raw, full MIME message”.',
  'handed.address': 'Address to enter there',
  'handed.shownOnce': 'It holds a secret and is shown only now. Keep it to yourself; you can make a new one at any time.',
  'handed.make': 'Make an address',
  'handed.makeAnew': 'Make a new address',
  'handed.isSet': 'An address was made. It cannot be shown again.',
  'handed.oldStill': 'The address before it is still good, so that no mail is lost while you enter the new one.',
  'handed.endOld': 'End the old address',
  'handed.mailgunKey': 'HTTP webhook signing key',
  'handed.sendgridKey': 'Public key of the security policy (if you use one)',
  'handed.sendgridKeyHint': 'With it, every call has to be signed by SendGrid; the address alone is not enough any more.',
  'handed.keySet': 'A key is set. It is never shown; entering another one replaces it.',
  'handed.saveKey': 'Save the key',
  'handed.removeKey': 'Remove the key',
  'handed.waiting': 'Waiting for the first mail. Write to {address}: it is seen here within seconds.',
  'handed.last': 'It works: the last mail came through {provider}, {when}.',
  'handed.trouble.no_raw_mail':
    'The provider calls, but leaves the mail itself out. Switch on the raw mail as described above; the provider keeps what it has and tries again.',
  'mailTest.title': 'Does mail arrive?',
  'mailTest.lead': 'A test mail is sent to {address}. It becomes no message and nobody is told anything; only its way is looked at.',
  'mailTest.send': 'Send a test mail',
  'mailTest.waiting': 'Sent. Waiting for it to arrive …',
  'mailTest.nothing':
    'Nothing has arrived so far. Check that {address} is forwarded here, that its MX record names this server, or that a mailbox is fetched.',
  'mailTest.came': 'It arrived, once, as it should.',
  'mailTest.came_often':
    'It arrived {n} times: several ways lead here, such as a mailbox that is fetched and forwarded as well. Customers’ mail is still shown once; switch one of the ways off.',
  'mailTest.loop':
    'It went round in a loop: the mailbox forwards to an address that comes back to it. Take the forwarding out on one side; nothing of ours is sent back meanwhile.',
  'mailTest.not_sent': 'It could not be sent: there is no outgoing server, or it did not take the mail. The log of the server says more.',
} as const;
