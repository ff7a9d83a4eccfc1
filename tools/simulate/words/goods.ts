/** Texts about the goods and the order: changes, availability, advice. */
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

export const goods: readonly TopicWords[] = [changeOrder, stock, advice];
