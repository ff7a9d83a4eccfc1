/** Which channels at somebody else's provider are there? One line each; the name is the channel's type and part of its address for good. */
export { facebookChannel as facebook } from './facebook/facebook-channel.ts';
export { lineChannel as line } from './line/line-channel.ts';
export { slackChannel as slack } from './slack/slack-channel.ts';
export { smsChannel as sms } from './sms/sms-channel.ts';
export { telegramChannel as telegram } from './telegram/telegram-channel.ts';
export { viberChannel as viber } from './viber/viber-channel.ts';
export { whatsappChannel as whatsapp } from './whatsapp/whatsapp-channel.ts';
