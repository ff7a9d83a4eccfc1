/** Words of connecting an account at a provider, in both languages: they come with their part of a screen, and nobody who only reads the inbox loads them. */
import { ownWords } from './say.ts';

export const sayAccount = ownWords({
  en: {
    title: 'The account at {title}',
    connected: 'Connected: {name}. Whoever writes there writes to you.',
    notConnected: 'Not connected yet; until then the channel cannot be opened.',
    webhook: 'Our address for {title}',
    optional: 'optional',
    sealed: 'Kept sealed and never shown again.',
    connect: 'Connect',
    another: 'Connect anew',
    done: '{name} is connected.',
    refused: '{title} does not accept this.',
    away: '{title} does not answer. Please try again shortly.',
    troubled: '{title} has reported since {when}:',
    mark: 'account: look here',
    taken: 'This account is connected to another channel already.',
  },
  de: {
    title: 'Das Konto bei {title}',
    connected: 'Verbunden: {name}. Wer dorthin schreibt, schreibt Ihnen.',
    notConnected: 'Noch nicht verbunden; vorher lässt sich der Kanal nicht öffnen.',
    webhook: 'Unsere Adresse für {title}',
    optional: 'freiwillig',
    sealed: 'Wird versiegelt aufbewahrt und nie wieder gezeigt.',
    connect: 'Verbinden',
    another: 'Neu verbinden',
    done: '{name} ist verbunden.',
    refused: '{title} nimmt das nicht an.',
    away: '{title} antwortet nicht. Bitte versuchen Sie es gleich noch einmal.',
    troubled: '{title} meldet seit {when}:',
    mark: 'Konto prüfen',
    taken: 'Dieses Konto ist schon mit einem anderen Kanal verbunden.',
  },
});
