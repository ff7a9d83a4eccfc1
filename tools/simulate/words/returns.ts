/** Texts about sending back and about vouchers. */
import type { TopicWords } from './topic-words.ts';

const returns: TopicWords = {
  key: 'return',
  name: 'Returns',
  en: {
    subjects: ['Return of {order}', 'Sending the {product} back', 'Return label please', 'Exchange'],
    openings: [
      'I would like to return the {product} from order {order}.',
      'The {product} does not fit where I wanted to put it.',
      'The colour of the {product} is not what I expected from the pictures.',
      'I got the same {product} as a present, so I no longer need mine.',
      'My return form gives an error when I enter {order}.',
      'I have changed my mind about the {product}.',
    ],
    details: [
      'It is unused and in its box.',
      'I bought it on {day} two weeks ago.',
      'I do not have a printer at home.',
      'The nearest drop-off is in {city}.',
      'I have only opened the box, nothing else.',
    ],
    asks: [
      'How do I send it back?',
      'Can I have a label?',
      'Is it still in time?',
      'Can I swap it for the larger one?',
      'Does the return cost anything?',
    ],
    follows: [
      'The shop could not scan the code on my phone.',
      'I sent it on {day}. Has it arrived?',
      'There is no box big enough any more. What shall I do?',
      'Can I return only one of the two?',
    ],
    answers: [
      'Of course. Your return code is in the mail we have just sent; the shop prints the label for you.',
      'You have 30 days, so there is plenty of time. The return is free.',
      'I have registered the return of the {product}. As soon as it is here, {amount} goes back to you.',
      'The exchange is booked: bring the old one to {carrier}, the new one is sent the same day.',
      'It has arrived and been checked. The refund of {amount} is on its way.',
    ],
    questions: [
      'Is the {product} unused? Then I can book the exchange at once.',
      'Would you like the money back, or a voucher with ten percent on top?',
    ],
  },
  de: {
    subjects: ['Rücksendung {order}', '{product} zurückschicken', 'Bitte um Rücksendeetikett', 'Umtausch'],
    openings: [
      'ich möchte {product} aus Bestellung {order} zurückgeben.',
      'es passt leider nicht dorthin, wo ich es haben wollte ({product}).',
      'die Farbe ist anders, als ich nach den Bildern dachte ({product}).',
      'ich habe dasselbe geschenkt bekommen und brauche meines nicht mehr ({product}).',
      'das Formular für die Rücksendung zeigt bei {order} einen Fehler.',
      'ich habe es mir mit {product} anders überlegt.',
    ],
    details: [
      'Es ist unbenutzt und im Karton.',
      'Gekauft habe ich es vor zwei Wochen am {day}.',
      'Einen Drucker habe ich nicht.',
      'Die nächste Annahmestelle ist in {city}.',
      'Ich habe nur den Karton geöffnet.',
    ],
    asks: [
      'Wie schicke ich es zurück?',
      'Bekomme ich ein Etikett?',
      'Bin ich noch in der Frist?',
      'Kann ich gegen das größere tauschen?',
      'Kostet die Rücksendung etwas?',
    ],
    follows: [
      'im Paketshop ließ sich der Code auf dem Handy nicht lesen.',
      'ich habe es am {day} abgeschickt. Ist es angekommen?',
      'einen passenden Karton habe ich nicht mehr. Was nun?',
      'kann ich auch nur eines von beiden zurückgeben?',
    ],
    answers: [
      'gern. Den Code haben wir Ihnen gerade gemailt, der Paketshop druckt das Etikett.',
      'Sie haben 30 Tage, das reicht noch gut. Die Rücksendung kostet nichts.',
      'die Rücksendung von {product} ist angemeldet. Sobald sie hier ist, gehen {amount} an Sie zurück.',
      'der Umtausch ist gebucht: Geben Sie das alte bei {carrier} ab, das neue geht am selben Tag heraus.',
      'es ist angekommen und geprüft. Die Erstattung von {amount} ist unterwegs.',
    ],
    questions: [
      'ist {product} unbenutzt? Dann buche ich den Umtausch sofort.',
      'möchten Sie das Geld zurück oder einen Gutschein mit zehn Prozent mehr?',
    ],
  },
};

const voucher: TopicWords = {
  key: 'voucher',
  name: 'Vouchers',
  en: {
    subjects: ['Voucher code not accepted', 'Voucher balance', 'Code expired', 'Gift card'],
    openings: [
      'My voucher over {amount} is not accepted at the checkout.',
      'The code from your newsletter does nothing.',
      'I forgot to enter my voucher for order {order}.',
      'The gift card from my sister is said to be used already.',
      'My welcome code ran out on {day}, but it came only today.',
    ],
    details: [
      'I typed it exactly as it is written.',
      'The {product} is not reduced.',
      'It was a present.',
      'The basket is over the minimum.',
    ],
    asks: ['Can you look why?', 'Can it still be taken off?', 'How much is left on it?', 'May I have a new one?'],
    follows: ['Now it says the code is for new customers only.', 'It worked, but took off only half.', 'Can I use two codes at once?'],
    answers: [
      'The code had a zero where an O should be; I have made you a new one: NL-{order}.',
      'I have taken {amount} off order {order}; you find the credit on your statement.',
      'There is {amount} left on the card. It never runs out.',
      'The code counts from today for two more weeks. Enjoy the {product}!',
    ],
    questions: [
      'What are the first four characters of the code?',
      'Is the {product} the only thing in the basket? Reduced goods are left out.',
    ],
  },
  de: {
    subjects: ['Gutschein wird nicht angenommen', 'Restguthaben', 'Code abgelaufen', 'Geschenkkarte'],
    openings: [
      'mein Gutschein über {amount} wird an der Kasse nicht angenommen.',
      'der Code aus dem Newsletter bewirkt nichts.',
      'ich habe bei {order} vergessen, den Gutschein einzugeben.',
      'die Geschenkkarte meiner Schwester soll schon eingelöst sein.',
      'mein Willkommenscode lief am {day} ab, kam aber erst heute.',
    ],
    details: [
      'Ich habe ihn genau abgetippt.',
      'Reduziert ist die Ware nicht ({product}).',
      'Es war ein Geschenk.',
      'Der Mindestwert ist erreicht.',
    ],
    asks: [
      'Können Sie nachsehen, woran es liegt?',
      'Lässt sich das noch abziehen?',
      'Wie viel ist noch darauf?',
      'Bekomme ich einen neuen?',
    ],
    follows: [
      'jetzt heißt es, der Code gelte nur für Neukunden.',
      'es hat geklappt, aber nur die Hälfte wurde abgezogen.',
      'kann ich zwei Codes zugleich einlösen?',
    ],
    answers: [
      'im Code stand eine Null statt eines O. Hier ist ein neuer: NL-{order}.',
      'ich habe {amount} von Bestellung {order} abgezogen, die Gutschrift sehen Sie auf der Abrechnung.',
      'auf der Karte sind noch {amount}. Sie verfällt nicht.',
      'der Code gilt ab heute noch zwei Wochen. Viel Freude mit {product}!',
    ],
    questions: ['wie lauten die ersten vier Zeichen des Codes?', 'liegt nur {product} im Warenkorb? Reduzierte Ware ist ausgenommen.'],
  },
};

export const returnsAndVouchers: readonly TopicWords[] = [returns, voucher];
