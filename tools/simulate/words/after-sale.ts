/** Texts about what comes after the sale: warranty, the account, and putting things together. */
import type { TopicWords } from './topic-words.ts';

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

export const afterSale: readonly TopicWords[] = [warranty, account, assembly];
