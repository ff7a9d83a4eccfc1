/** Texts about money: refunds, invoices and payments. */
import type { TopicWords } from './topic-words.ts';

const refund: TopicWords = {
  key: 'refund',
  name: 'Refunds',
  en: {
    subjects: ['Refund for {order}', 'Money not back yet', 'Refund too low', '{amount} missing'],
    openings: [
      'My return of order {order} arrived on {day}, but no money has come.',
      'I was refunded less than I paid: {amount} is missing.',
      'You confirmed the refund for the {product} ten days ago.',
      'The refund went to a card that has expired.',
      'I cancelled order {order} and was charged all the same.',
    ],
    details: [
      'I paid by card.',
      'I paid by direct debit.',
      'The return number is R-{order}.',
      'My bank sees nothing announced either.',
      'The shipping was {amount}, as far as I remember.',
    ],
    asks: [
      'When will it be there?',
      'Can you check what was sent?',
      'Where did the money go?',
      'Can you send it to my bank account instead?',
    ],
    follows: [
      'My bank has nothing yet.',
      'It has come, but without the shipping.',
      'How long do you need for that? It has been two weeks.',
      'Could I have a confirmation in writing for my bank?',
    ],
    answers: [
      'The refund of {amount} left us on {day}. Banks need up to three working days to show it.',
      'You are right, the shipping was left out. I have sent the missing {amount} just now.',
      'I have stopped the refund to the old card; it goes to the account you paid from by {day}.',
      'The charge was a reservation and has been released. Your bank removes it within two days.',
    ],
    questions: [
      'Which amount did you expect? I see {amount} in our books.',
      'Did you pay with the card that ends in 41, or by direct debit?',
    ],
  },
  de: {
    subjects: ['Erstattung {order}', 'Geld noch nicht zurück', 'Erstattung zu niedrig', '{amount} fehlen'],
    openings: [
      'meine Rücksendung zu {order} ist am {day} angekommen, Geld kam bisher keines.',
      'es wurde weniger erstattet, als ich bezahlt hatte: {amount} fehlen.',
      'vor zehn Tagen haben Sie die Erstattung für {product} bestätigt.',
      'die Erstattung ging an eine abgelaufene Karte.',
      'ich habe {order} storniert und trotzdem wurde abgebucht.',
    ],
    details: [
      'Bezahlt habe ich mit Karte.',
      'Bezahlt wurde per Lastschrift.',
      'Die Nummer der Rücksendung ist R-{order}.',
      'Auch meine Bank sieht nichts.',
      'Der Versand hatte {amount} gekostet, soweit ich weiß.',
    ],
    asks: [
      'Wann ist das Geld da?',
      'Können Sie prüfen, was überwiesen wurde?',
      'Wohin ging das Geld?',
      'Können Sie es stattdessen auf mein Konto überweisen?',
    ],
    follows: [
      'bei meiner Bank ist noch nichts angekommen.',
      'es ist da, aber ohne den Versand.',
      'wie lange brauchen Sie denn dafür? Es sind schon zwei Wochen.',
      'könnte ich das für die Bank schriftlich bekommen?',
    ],
    answers: [
      'die Erstattung von {amount} ging am {day} heraus. Die Bank braucht bis zu drei Werktage.',
      'Sie haben recht, der Versand fehlte. Die restlichen {amount} habe ich eben angewiesen.',
      'ich habe die Zahlung an die alte Karte gestoppt, das Geld kommt bis {day} auf Ihr Konto.',
      'das war nur vorgemerkt und ist wieder frei. Ihre Bank entfernt es in zwei Tagen.',
    ],
    questions: [
      'welchen Betrag haben Sie erwartet? Bei uns stehen {amount}.',
      'haben Sie mit der Karte mit der Endung 41 bezahlt oder per Lastschrift?',
    ],
  },
};

const invoice: TopicWords = {
  key: 'invoice',
  name: 'Invoices',
  en: {
    subjects: ['Invoice for {order}', 'Invoice with VAT number', 'Wrong address on the bill', 'Receipt needed'],
    openings: [
      'I cannot find the invoice for order {order}.',
      'The invoice needs our company name on it, not mine.',
      'There is an old address on the bill for {order}.',
      'Our accountant needs the invoice with the VAT number.',
      'The PDF you sent cannot be opened.',
    ],
    details: [
      'We are a small studio in {city}.',
      'It is for the tax return, so there is a bit of time.',
      'The order was about {amount}.',
      'I have looked in the spam folder too.',
    ],
    asks: [
      'Could you send it again?',
      'Can you change that afterwards?',
      'Where do I find it in my account?',
      'Can I have all invoices of this year in one file?',
    ],
    follows: [
      'The VAT number is still missing.',
      'It now has the right name, but the wrong street.',
      'Could you send it to our bookkeeping as well?',
    ],
    answers: [
      'Here you are: the corrected invoice is in your account under "Orders", and a copy is in your mailbox.',
      'I have changed the name and address; the old invoice has been cancelled, the new one carries the number {order}-2.',
      'I have sent the PDF again, this time as a plain file. It opens with every reader.',
      'All invoices of this year are in one archive now; the link in the mail works for a week.',
    ],
    questions: ['How exactly should the company name read?', 'Which VAT number shall I put on it?'],
  },
  de: {
    subjects: ['Rechnung zu {order}', 'Rechnung mit USt-IdNr.', 'Falsche Rechnungsadresse', 'Beleg fehlt'],
    openings: [
      'ich finde die Rechnung zu {order} nicht.',
      'auf der Rechnung muss unsere Firma stehen, nicht mein Name.',
      'auf der Rechnung zu {order} steht eine alte Adresse.',
      'unsere Steuerberatung braucht die Rechnung mit USt-IdNr.',
      'das PDF lässt sich nicht öffnen.',
    ],
    details: [
      'Wir sind ein kleines Büro in {city}.',
      'Es ist für die Steuer, eilt also nicht sehr.',
      'Es ging um {amount}.',
      'Im Spam-Ordner habe ich auch gesucht.',
    ],
    asks: [
      'Könnten Sie sie noch einmal schicken?',
      'Lässt sich das nachträglich ändern?',
      'Wo finde ich sie im Konto?',
      'Kann ich alle Rechnungen dieses Jahres in einer Datei haben?',
    ],
    follows: [
      'die USt-IdNr. fehlt noch immer.',
      'der Name stimmt jetzt, die Straße aber nicht.',
      'könnten Sie sie auch an unsere Buchhaltung schicken?',
    ],
    answers: [
      'die berichtigte Rechnung liegt in Ihrem Konto unter „Bestellungen“, eine Kopie in Ihrem Postfach.',
      'Name und Adresse sind geändert. Die alte Rechnung ist storniert, die neue hat die Nummer {order}-2.',
      'ich habe das PDF noch einmal als einfache Datei geschickt, damit sollte jedes Programm zurechtkommen.',
      'alle Rechnungen dieses Jahres liegen nun in einem Archiv, der Link in der Mail gilt eine Woche.',
    ],
    questions: ['wie genau soll die Firma heißen?', 'welche USt-IdNr. darf ich eintragen?'],
  },
};

const payment: TopicWords = {
  key: 'payment',
  name: 'Payment',
  en: {
    subjects: ['Payment does not work', 'Charged twice', 'Reminder although paid', 'Card refused'],
    openings: [
      'My card is refused at the last step, although it works everywhere else.',
      'I was charged twice for order {order}.',
      'I got a reminder for {order}, but I paid on {day}.',
      'The page stays white after I confirm the payment.',
      'I would like to pay by invoice, but it is not offered to me.',
    ],
    details: [
      'It is about {amount}.',
      'I have tried two browsers.',
      'My bank says the payment went through.',
      'The {product} is still in the basket.',
    ],
    asks: [
      'What can I do?',
      'Can you check it on your side?',
      'Will I get the second amount back?',
      'Can you hold the {product} for me until then?',
    ],
    follows: ['It failed again just now.', 'The second charge is still there.', 'Here is the transfer: {amount} on {day}. Do you see it?'],
    answers: [
      'I see two reservations and one charge. The second reservation lapses by {day}; you pay only once.',
      'Your payment crossed with our reminder. Everything is settled, please ignore the letter.',
      "The card needed a confirmation in your bank's app that timed out. I have sent you a payment link for {amount} that gives you more time.",
      'Pay by invoice is there from the second order on. For this one I have switched it on for you.',
    ],
    questions: ['At which step does it stop, and does it show a message?', 'Which name is on the transfer? I cannot match it yet.'],
  },
  de: {
    subjects: ['Zahlung klappt nicht', 'Doppelt abgebucht', 'Mahnung trotz Zahlung', 'Karte abgelehnt'],
    openings: [
      'meine Karte wird im letzten Schritt abgelehnt, überall sonst geht sie.',
      'für {order} wurde zweimal abgebucht.',
      'ich habe eine Mahnung zu {order} bekommen, bezahlt habe ich aber am {day}.',
      'nach dem Bestätigen der Zahlung bleibt die Seite weiß.',
      'ich möchte auf Rechnung kaufen, das wird mir aber nicht angeboten.',
    ],
    details: [
      'Es geht um {amount}.',
      'Ich habe es mit zwei Browsern versucht.',
      'Meine Bank sagt, die Zahlung sei durch.',
      'Im Warenkorb liegt noch {product}.',
    ],
    asks: [
      'Was kann ich tun?',
      'Können Sie das bei sich prüfen?',
      'Bekomme ich den zweiten Betrag zurück?',
      'Können Sie die Ware so lange zurücklegen?',
    ],
    follows: ['gerade ging es wieder nicht.', 'die zweite Abbuchung ist noch da.', 'die Überweisung war {amount} am {day}. Sehen Sie sie?'],
    answers: [
      'ich sehe zwei Vormerkungen und eine Abbuchung. Die zweite Vormerkung verfällt bis {day}, Sie zahlen nur einmal.',
      'Ihre Zahlung und unsere Mahnung haben sich gekreuzt. Alles ist beglichen, das Schreiben ist hinfällig.',
      'die Bestätigung in der App Ihrer Bank war abgelaufen. Ich habe Ihnen einen Zahlungslink über {amount} geschickt, der mehr Zeit lässt.',
      'Kauf auf Rechnung gibt es ab der zweiten Bestellung. Für diese habe ich ihn freigeschaltet.',
    ],
    questions: [
      'bei welchem Schritt bricht es ab, und steht da eine Meldung?',
      'welcher Name steht auf der Überweisung? Ich finde sie noch nicht.',
    ],
  },
};

export const money: readonly TopicWords[] = [refund, invoice, payment];
