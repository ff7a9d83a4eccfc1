/** Texts about the goods and the order: changes, stock, advice, warranty, the account, and putting things together. */
import type { TopicWords } from './topic-words.ts';

const changeOrder: TopicWords = {
  key: 'change-order',
  name: 'Change an order',
  en: {
    subjects: ['Change order {order}', 'Wrong delivery address', 'Cancel my order', 'Add something to {order}'],
    openings: [
      'I just ordered and put in the wrong house number.',
      'Please cancel order {order}.',
      'I would like to add a second {product} to order {order}.',
      'Order {order} should go to my office in {city} instead.',
      'I clicked twice and ordered the {product} two times.',
    ],
    details: [
      'It was ten minutes ago.',
      'It has not been sent yet, I think.',
      'The right address is in my account.',
      'I have paid {amount} already.',
    ],
    asks: ['Can you still change that?', 'Is it too late?', 'Do I have to order again?', 'Could you confirm it, please?'],
    follows: [
      'I just got a mail that it has been sent, to the old address!',
      'Could it go out on {day} instead?',
      'And can it be wrapped as a present?',
    ],
    answers: [
      'Done: the address of order {order} is changed, and it leaves us on {day}.',
      'The order is cancelled and {amount} goes back to your card.',
      'I have added it; both travel in one parcel and the shipping stays the same.',
      'It had left already, so I asked {carrier} to redirect it. That takes a day longer.',
    ],
    questions: ['Which of the two orders shall I keep?', 'What is the complete new address, with the name on the bell?'],
  },
  de: {
    subjects: ['Bestellung {order} ändern', 'Falsche Lieferadresse', 'Bestellung stornieren', 'Etwas zu {order} hinzufügen'],
    openings: [
      'ich habe gerade bestellt und die falsche Hausnummer angegeben.',
      'bitte stornieren Sie Bestellung {order}.',
      'ich möchte {product} noch einmal zu {order} dazunehmen.',
      'Bestellung {order} soll stattdessen in mein Büro nach {city}.',
      'ich habe zweimal geklickt und {product} doppelt bestellt.',
    ],
    details: [
      'Das war vor zehn Minuten.',
      'Verschickt ist es wohl noch nicht.',
      'Die richtige Adresse steht im Konto.',
      'Bezahlt sind schon {amount}.',
    ],
    asks: ['Lässt sich das noch ändern?', 'Ist es zu spät?', 'Muss ich neu bestellen?', 'Bestätigen Sie mir das bitte kurz?'],
    follows: [
      'eben kam die Mail, dass es verschickt ist, an die alte Adresse!',
      'könnte es auch erst am {day} herausgehen?',
      'geht es auch als Geschenk verpackt?',
    ],
    answers: [
      'erledigt: Die Adresse von {order} ist geändert, am {day} geht es heraus.',
      'die Bestellung ist storniert, {amount} gehen auf Ihre Karte zurück.',
      'ich habe es dazugenommen. Beides kommt in einem Paket, der Versand bleibt gleich.',
      'es war schon unterwegs, deshalb leitet {carrier} es um. Das dauert einen Tag länger.',
    ],
    questions: ['welche der beiden Bestellungen soll bleiben?', 'wie lautet die ganze neue Adresse, mit dem Namen an der Klingel?'],
  },
};

const stock: TopicWords = {
  key: 'stock',
  name: 'Availability',
  en: {
    subjects: ['When is the {product} back?', 'Sold out', 'In stock in {city}?', 'Pre-order'],
    openings: [
      'The {product} has been sold out for weeks.',
      'Your page says two left, the basket says none.',
      'I am looking for the {product} in dark blue.',
      'Is the {product} in your shop in {city} too?',
      'I need six of the {product} for a wedding.',
    ],
    details: [
      'I would need it by {day}.',
      'The reminder mail never came.',
      'Any similar one would do as well.',
      'I am happy to wait a bit.',
    ],
    asks: ['Will it come back?', 'Can you put one aside?', 'Is there another colour?', 'Could you let me know when it is there?'],
    follows: [
      '{day} has passed. Has the delivery come?',
      'Would the grey one be available?',
      'Then I take the smaller one. Can you hold it?',
    ],
    answers: [
      'The next delivery comes on {day}. I have put one {product} aside under your name.',
      'The last ones are in our shop in {city}; I can have one sent to you for the usual shipping.',
      'It will not be made again, I am afraid. The closest thing we have costs {amount} and comes in the same blue.',
      'Six are reserved until {day}. A link to pay for them is in your mailbox.',
    ],
    questions: ['Would dark grey do as well? That one is here.', 'Until when shall I keep it for you?'],
  },
  de: {
    subjects: ['Wann gibt es {product} wieder?', 'Ausverkauft', 'Vorrätig in {city}?', 'Vorbestellung'],
    openings: [
      'seit Wochen ist ausverkauft, was ich suche: {product}.',
      'auf der Seite steht „noch zwei“, im Warenkorb steht „ausverkauft“.',
      'ich suche {product} in Dunkelblau.',
      'gibt es {product} auch im Laden in {city}?',
      'für eine Hochzeit brauche ich sechs Stück: {product}.',
    ],
    details: ['Gebraucht wird es bis {day}.', 'Die Erinnerungsmail kam nie.', 'Etwas Ähnliches ginge auch.', 'Ein wenig warten kann ich.'],
    asks: ['Kommt es wieder?', 'Können Sie eines zurücklegen?', 'Gibt es eine andere Farbe?', 'Sagen Sie mir Bescheid, wenn es da ist?'],
    follows: [
      'der {day} ist vorbei. Ist die Lieferung gekommen?',
      'wäre das graue zu haben?',
      'dann nehme ich das kleinere. Können Sie es zurücklegen?',
    ],
    answers: [
      'die nächste Lieferung kommt am {day}. Ein Stück habe ich auf Ihren Namen zurückgelegt.',
      'die letzten sind im Laden in {city}, zum üblichen Versand schicken wir Ihnen gern eines.',
      'es wird leider nicht mehr hergestellt. Am ähnlichsten ist eines für {amount} im selben Blau.',
      'sechs Stück sind bis {day} reserviert. Der Link zum Bezahlen ist in Ihrem Postfach.',
    ],
    questions: ['ginge auch Dunkelgrau? Das ist da.', 'bis wann soll ich es für Sie aufheben?'],
  },
};

const advice: TopicWords = {
  key: 'advice',
  name: 'Product advice',
  en: {
    subjects: ['Question about the {product}', 'Which size?', 'Care instructions', 'Is it dishwasher safe?'],
    openings: [
      'I am thinking about the {product} and have a question before I buy.',
      'How large is the {product} really? The page gives two sizes.',
      'May the {product} go into the dishwasher?',
      'Which bulb fits into the {product}?',
      'We have a cat, so I wonder how sturdy the {product} is.',
      'Is the wood of the {product} oiled or varnished?',
    ],
    details: [
      'The shelf is 38 cm deep.',
      'It would stand in the bathroom.',
      'I have read the reviews, but they contradict each other.',
      'It is for my parents in {city}.',
    ],
    asks: ['What would you recommend?', 'Does that fit?', 'Can you measure it for me?', 'Which one is easier to clean?'],
    follows: ['Thank you, and does the larger one weigh much more?', 'Is there a cover for it?', 'And can it stand outside in winter?'],
    answers: [
      'I have just measured it: 36 cm deep, 52 cm high. It fits on your shelf.',
      'By hand is better; the glaze stays clear for years that way.',
      'It takes an E14 bulb of up to 40 watts, and we put one into the parcel.',
      'It is oiled. Once a year a little of our care oil is enough; {amount} for a tin.',
      'For a bathroom I would take the steel version, it does not mind the damp.',
    ],
    questions: ['How large is the room? Then I can say which one is bright enough.', 'Would it stand in the sun?'],
  },
  de: {
    subjects: ['Frage zu {product}', 'Welche Größe?', 'Pflege', 'Spülmaschinenfest?'],
    openings: [
      'ich überlege, {product} zu kaufen, und habe vorher eine Frage.',
      'wie groß ist {product} wirklich? Auf der Seite stehen zwei Maße.',
      'darf das in die Spülmaschine ({product})?',
      'welches Leuchtmittel passt in {product}?',
      'wir haben eine Katze, deshalb frage ich mich, wie stabil {product} ist.',
      'ist das Holz geölt oder lackiert ({product})?',
    ],
    details: [
      'Das Regal ist 38 cm tief.',
      'Stehen soll es im Bad.',
      'Die Bewertungen habe ich gelesen, sie widersprechen sich.',
      'Es ist für meine Eltern in {city}.',
    ],
    asks: ['Was empfehlen Sie?', 'Passt das?', 'Können Sie für mich nachmessen?', 'Welches ist leichter zu reinigen?'],
    follows: ['danke, und ist das größere viel schwerer?', 'gibt es dafür einen Bezug?', 'und darf es im Winter draußen stehen?'],
    answers: [
      'ich habe eben nachgemessen: 36 cm tief, 52 cm hoch. Das passt in Ihr Regal.',
      'von Hand ist besser, dann bleibt die Glasur lange klar.',
      'es passt eine E14 bis 40 Watt, und eine legen wir bei.',
      'es ist geölt. Einmal im Jahr etwas Pflegeöl genügt, die Dose kostet {amount}.',
      'fürs Bad würde ich die Ausführung in Stahl nehmen, der macht Feuchtigkeit nichts aus.',
    ],
    questions: ['wie groß ist der Raum? Dann kann ich sagen, was hell genug ist.', 'würde es in der Sonne stehen?'],
  },
};

const warranty: TopicWords = {
  key: 'warranty',
  name: 'Warranty',
  en: {
    subjects: ['{product} stopped working', 'Warranty for {order}', 'Spare part', 'Broken after a year'],
    openings: [
      'The {product} I bought last year stopped working on {day}.',
      'The switch of the {product} has come off.',
      'The {product} smells of burnt plastic when it is on.',
      'A screw of the {product} is missing since we moved.',
      'The fabric of the {product} has torn at the seam.',
    ],
    details: [
      'The order was {order}.',
      'We use it every day, but with care.',
      'I have already tried another socket.',
      'I no longer have the receipt.',
    ],
    asks: ['Is that covered?', 'Is there a spare part?', 'Can it be repaired?', 'Where do I send it?'],
    follows: ['The spare part does not fit.', 'It worked for a day, now it is dead again.', 'How long does the repair take?'],
    answers: [
      'That is covered for two years. A new {product} leaves us on {day}, and {carrier} takes the old one back.',
      'Please do not use it any more. I am sending a replacement today, at no cost.',
      'The spare part costs nothing and fits into a letter; it goes out on {day}.',
      'Our workshop in {city} repairs the seam within a week. The label is in your mailbox.',
    ],
    questions: ['What does the small label underneath say after "Lot"?', 'Does it make a sound when you switch it on?'],
  },
  de: {
    subjects: ['{product} geht nicht mehr', 'Garantie zu {order}', 'Ersatzteil', 'Nach einem Jahr kaputt'],
    openings: [
      'seit {day} geht nicht mehr, was ich letztes Jahr gekauft habe: {product}.',
      'der Schalter ist abgegangen ({product}).',
      'es riecht nach verbranntem Plastik, sobald es an ist ({product}).',
      'seit dem Umzug fehlt eine Schraube ({product}).',
      'der Stoff ist an der Naht gerissen ({product}).',
    ],
    details: [
      'Die Bestellung war {order}.',
      'Wir benutzen es täglich, aber vorsichtig.',
      'Eine andere Steckdose habe ich schon versucht.',
      'Den Beleg habe ich nicht mehr.',
    ],
    asks: ['Ist das abgedeckt?', 'Gibt es ein Ersatzteil?', 'Lässt sich das reparieren?', 'Wohin schicke ich es?'],
    follows: ['das Ersatzteil passt nicht.', 'einen Tag ging es, jetzt ist es wieder aus.', 'wie lange dauert die Reparatur?'],
    answers: [
      'das ist zwei Jahre lang abgedeckt. Ersatz geht am {day} heraus, {carrier} nimmt das alte Stück mit.',
      'bitte benutzen Sie es nicht mehr. Ersatz schicke ich heute kostenlos.',
      'das Ersatzteil kostet nichts und passt in einen Brief, am {day} geht es heraus.',
      'unsere Werkstatt in {city} näht das in einer Woche. Das Etikett ist in Ihrem Postfach.',
    ],
    questions: ['was steht unten auf dem kleinen Etikett nach „Lot“?', 'hört man beim Einschalten etwas?'],
  },
};

const account: TopicWords = {
  key: 'account',
  name: 'Account',
  en: {
    subjects: ['Cannot sign in', 'Change my address', 'Delete my account', 'Newsletter'],
    openings: [
      'I cannot sign in any more since {day}.',
      'The mail to reset my password does not arrive.',
      'I have moved to {city} and cannot change the address.',
      'Please take me off the newsletter, the link does not work.',
      'I have two accounts by accident.',
      'I would like to know what you have stored about me.',
    ],
    details: [
      'I am sure about the address.',
      'I have looked in the spam folder.',
      'My last order was {order}.',
      'It happens on the phone as well.',
    ],
    asks: ['Can you help?', 'Can you put them together?', 'Please confirm when it is done.', 'What do I have to do?'],
    follows: ['The link you sent has run out.', 'I still get the newsletter.', 'It says the address is in use already.'],
    answers: [
      'I have sent a new link that is good for a day. With it you can set a new password.',
      'Both accounts are one now; your orders are all under the newer address.',
      'You are off the list. One more issue may come that was in the post already.',
      'The address is changed to {city}; open orders go there too.',
      'A file with everything we hold about you is ready; the link is in your mailbox for a week.',
    ],
    questions: ['With which address did you order {order}? I find two.', 'Does it say "unknown" or "wrong password"?'],
  },
  de: {
    subjects: ['Anmelden geht nicht', 'Adresse ändern', 'Konto löschen', 'Newsletter'],
    openings: [
      'seit {day} kann ich mich nicht mehr anmelden.',
      'die Mail zum Zurücksetzen des Passworts kommt nicht an.',
      'ich bin nach {city} gezogen und kann die Adresse nicht ändern.',
      'bitte nehmen Sie mich aus dem Newsletter, der Link geht nicht.',
      'ich habe versehentlich zwei Konten.',
      'ich möchte wissen, was Sie über mich gespeichert haben.',
    ],
    details: [
      'Bei der Adresse bin ich mir sicher.',
      'Im Spam-Ordner ist nichts.',
      'Meine letzte Bestellung war {order}.',
      'Am Telefon ist es genauso.',
    ],
    asks: ['Können Sie helfen?', 'Lassen sie sich zusammenlegen?', 'Bitte bestätigen Sie kurz, wenn es erledigt ist.', 'Was muss ich tun?'],
    follows: [
      'der Link, den Sie geschickt haben, ist abgelaufen.',
      'der Newsletter kommt noch immer.',
      'da steht, die Adresse sei schon vergeben.',
    ],
    answers: [
      'ich habe einen neuen Link geschickt, der einen Tag gilt. Damit können Sie ein neues Passwort setzen.',
      'beide Konten sind jetzt eines, alle Bestellungen stehen unter der neueren Adresse.',
      'Sie sind von der Liste. Eine Ausgabe kann noch kommen, sie war schon unterwegs.',
      'die Adresse ist auf {city} geändert, offene Bestellungen gehen auch dorthin.',
      'eine Datei mit allem, was wir über Sie haben, liegt bereit, der Link gilt eine Woche.',
    ],
    questions: ['mit welcher Adresse haben Sie {order} bestellt? Ich finde zwei.', 'steht da „unbekannt“ oder „falsches Passwort“?'],
  },
};

const assembly: TopicWords = {
  key: 'assembly',
  name: 'Assembly',
  en: {
    subjects: ['Help with the {product}', 'Instructions missing', 'Part left over', 'Screws do not fit'],
    openings: [
      'I am putting the {product} together and step 4 does not work.',
      'There were no instructions in the box of the {product}.',
      'The holes of the {product} do not line up.',
      'I have one part left over and do not know where it goes.',
      'Two screws are missing from the bag for the {product}.',
    ],
    details: [
      'It is the version from this year.',
      'I have checked it twice.',
      'The order was {order}.',
      'The picture shows it from behind, so I cannot tell.',
    ],
    asks: ['Can you explain it to me?', 'Is there a video?', 'Could you send me the instructions?', 'Can you send the screws?'],
    follows: ['I have tried that, it still does not close.', 'Now the door hangs a bit low.', 'Which way round does the long rail go?'],
    answers: [
      'The two rails in step 4 are easily swapped: the one with the notch goes to the left. Then the holes meet.',
      'Here are the instructions: northlight.example/manuals. A printed copy goes out on {day}.',
      'The part that is left over is a spare one. You have done everything right.',
      'Two new screws go out in a letter today, and a few more in case.',
    ],
    questions: ['Could you send a photo of step 4 as it looks now?', 'Is there a number on the bag with the screws?'],
  },
  de: {
    subjects: ['Hilfe beim Aufbau', 'Anleitung fehlt', 'Ein Teil bleibt übrig', 'Schrauben passen nicht'],
    openings: [
      'beim Aufbau klappt Schritt 4 nicht ({product}).',
      'im Karton lag keine Anleitung ({product}).',
      'die Löcher liegen nicht übereinander ({product}).',
      'ein Teil ist übrig und ich weiß nicht, wohin es gehört.',
      'im Beutel fehlen zwei Schrauben ({product}).',
    ],
    details: [
      'Es ist die Ausführung von diesem Jahr.',
      'Ich habe es zweimal geprüft.',
      'Die Bestellung war {order}.',
      'Das Bild zeigt es von hinten, da erkenne ich es nicht.',
    ],
    asks: [
      'Können Sie es mir erklären?',
      'Gibt es ein Video?',
      'Können Sie mir die Anleitung schicken?',
      'Schicken Sie mir die Schrauben?',
    ],
    follows: [
      'das habe ich versucht, es schließt trotzdem nicht.',
      'jetzt hängt die Tür etwas tief.',
      'wie herum kommt die lange Schiene?',
    ],
    answers: [
      'die beiden Schienen in Schritt 4 werden leicht vertauscht: Die mit der Kerbe kommt nach links. Dann passen die Löcher.',
      'hier ist die Anleitung: northlight.example/anleitungen. Gedruckt geht sie am {day} heraus.',
      'das übrige Teil ist ein Ersatzteil. Sie haben alles richtig gemacht.',
      'zwei neue Schrauben gehen heute im Brief heraus, und ein paar mehr zur Sicherheit.',
    ],
    questions: [
      'könnten Sie ein Foto von Schritt 4 schicken, wie es jetzt aussieht?',
      'steht auf dem Beutel mit den Schrauben eine Nummer?',
    ],
  },
};

export const goods: readonly TopicWords[] = [changeOrder, stock, advice, warranty, account, assembly];
