/** Words of offering another channel, in both languages: they come with the composer. */
import { ownWords } from './say.ts';

export const sayLinkOffer = ownWords({
  en: {
    offer: 'Offer another channel',
    none: 'There is no other channel to offer: none is open that they do not use already.',
    nameless: 'There is no address of theirs to name them by; another channel cannot be offered.',
  },
  de: {
    offer: 'Anderen Kanal anbieten',
    none: 'Es gibt keinen anderen Kanal anzubieten: Keiner ist offen, den sie nicht schon nutzen.',
    nameless: 'Es gibt keine Adresse, bei der man sie nennen könnte; ein anderer Kanal lässt sich nicht anbieten.',
  },
});
