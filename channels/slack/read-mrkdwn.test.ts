/** What people wrote in Slack is read as they saw it, and what we write they see as it was written. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeMrkdwn, readMrkdwn } from './read-mrkdwn.ts';

it.each([
  ['Is 3 &lt; 4 &amp;&amp; 5 &gt; 4?', 'Is 3 < 4 && 5 > 4?'],
  ['they typed &amp;lt;b&amp;gt;', 'they typed &lt;b&gt;'],
  ['&nbsp; &quot; &#39; are no signs of Slack', '&nbsp; &quot; &#39; are no signs of Slack'],
  ['Hi <@U0BOT>, ask <@U0ADA|ada>', 'Hi @U0BOT, ask @ada'],
  ['in <#C0HELP|help> and <#C0X|> and <#C0Y>', 'in #help and #C0X and #C0Y'],
  ['<!here> <!channel> <!everyone> <!here|here>', '@here @channel @everyone @here'],
  ['<!subteam^S0SALES|@sales> or <!subteam^S0X>', '@sales or @S0X'],
  ['by <!date^1392734382^{date_num}^https://x.example|2014-02-18>', 'by 2014-02-18'],
  ['<!unheard|of> <!unheard>', 'of unheard'],
  ['<https://shop.example/a?b=1&amp;c=2>', 'https://shop.example/a?b=1&c=2'],
  ['<https://shop.example/a|the offer>', 'the offer (https://shop.example/a)'],
  ['<https://bank.example.evil.example/|bank.example>', 'bank.example (https://bank.example.evil.example/)'],
  ['<http://shop.example|shop.example> <https://shop.example/|https://shop.example>', 'http://shop.example https://shop.example/'],
  ['<mailto:ada@shop.example|ada@shop.example> <tel:+4930123|+4930123>', 'ada@shop.example +4930123'],
  ['<mailto:ada@shop.example|write to Ada>', 'write to Ada (ada@shop.example)'],
  ['<https://shop.example|a &lt;b&gt; &amp; c>', 'a <b> & c (https://shop.example)'],
  ['*bold* _slanted_ ~gone~ `code` :wave: 👋', '*bold* _slanted_ ~gone~ `code` :wave: 👋'],
  ['<> < > <unclosed', '<> < > <unclosed'],
  ['one\n&gt; two', 'one\n> two'],
  ['', ''],
])('%s', (written, read) => {
  expect(readMrkdwn(written)).toBe(read);
});

it('whatever is written comes back as it was', () => {
  const signs = fc.string({ unit: fc.constantFrom('<', '>', '&', 'a', 'm', 'p', ';', 'l', 't', '|', '@', '!', '\n', '花') });
  fc.assert(fc.property(fc.oneof(signs, fc.string()), (text) => readMrkdwn(escapeMrkdwn(text)) === text));
});

it('long texts of hostile signs are read in no time', () => {
  for (const sign of ['<', '<a', '<@|', '&amp', '<!date^', '|>']) expect(readMrkdwn(sign.repeat(100_000)).length).toBeGreaterThan(0);
});
