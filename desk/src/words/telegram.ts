/** Words of connecting a Telegram bot, in both languages: they come with their part of a screen, and nobody who only reads the inbox loads them. */
import { ownWords } from './say.ts';

export const sayTelegram = ownWords({
  en: {
    title: 'The bot',
    lead: 'In Telegram, write to @BotFather and send /newbot. It asks for a name and gives you a token. Paste it here; nothing else is needed.',
    connected: 'Connected: {bot}. Whoever writes to it writes to you.',
    notConnected: 'Not connected yet; until then the channel cannot be opened.',
    token: 'Token of the bot',
    tokenHint: 'Kept sealed and never shown again.',
    connect: 'Connect',
    another: 'Connect another token',
    done: '{bot} is connected.',
    refused: 'Telegram does not know this token.',
    away: 'Telegram does not answer. Please try again shortly.',
    taken: 'This bot is connected to another channel already.',
  },
  de: {
    title: 'Der Bot',
    lead: 'Schreiben Sie in Telegram an @BotFather und senden Sie /newbot. Er fragt nach einem Namen und gibt Ihnen ein Token. Setzen Sie es hier ein; mehr ist nicht nötig.',
    connected: 'Verbunden: {bot}. Wer dem Bot schreibt, schreibt Ihnen.',
    notConnected: 'Noch nicht verbunden; vorher lässt sich der Kanal nicht öffnen.',
    token: 'Token des Bots',
    tokenHint: 'Wird versiegelt aufbewahrt und nie wieder gezeigt.',
    connect: 'Verbinden',
    another: 'Anderes Token verbinden',
    done: '{bot} ist verbunden.',
    refused: 'Telegram kennt dieses Token nicht.',
    away: 'Telegram antwortet nicht. Bitte versuchen Sie es gleich noch einmal.',
    taken: 'Dieser Bot ist schon mit einem anderen Kanal verbunden.',
  },
});
