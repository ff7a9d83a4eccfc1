/** German words of mail that a provider hands over. Key for key the same as `handed-over.en.ts`. */
import type { handedOverEn } from './handed-over.en.ts';

export const handedOverDe: Record<keyof typeof handedOverEn, string> = {
  'handed.title': 'Mail, die ein Anbieter übergibt',
  'handed.lead': 'Mailgun, Postmark und SendGrid können Mail für Ihre Domain annehmen und hierher übergeben, ohne eigenen Mailserver.',
  'handed.provider': 'Anbieter',
  'handed.mailgun': 'Mailgun',
  'handed.postmark': 'Postmark',
  'handed.sendgrid': 'SendGrid',
  'handed.how.mailgun':
    'Legen Sie in Mailgun eine Route mit der Aktion „forward“ an diese Adresse an; sie endet auf „mime“, damit Mailgun die Mail so schickt, wie sie kam. Tragen Sie unten den „HTTP webhook signing key“ ein.',
  'handed.how.postmark':
    'Öffnen Sie in Postmark den Inbound Stream, tragen Sie diese Adresse als Webhook ein und schalten Sie „Include raw email content in JSON payload“ ein.',
  'handed.how.sendgrid':
    'Öffnen Sie in SendGrid „Inbound Parse“, tragen Sie diese Adresse für Ihre Domain ein und schalten Sie „POST the raw, full MIME message“ ein.',
  'handed.address': 'Adresse, die dort einzutragen ist',
  'handed.shownOnce': 'Sie enthält ein Geheimnis und wird nur jetzt angezeigt. Behalten Sie sie für sich; eine neue ist jederzeit möglich.',
  'handed.make': 'Adresse erzeugen',
  'handed.makeAnew': 'Neue Adresse erzeugen',
  'handed.isSet': 'Eine Adresse wurde erzeugt. Sie kann nicht noch einmal angezeigt werden.',
  'handed.oldStill': 'Die Adresse davor gilt noch, damit keine Mail verloren geht, während Sie die neue eintragen.',
  'handed.endOld': 'Alte Adresse beenden',
  'handed.mailgunKey': 'HTTP webhook signing key',
  'handed.sendgridKey': 'Öffentlicher Schlüssel der Security Policy (falls Sie eine nutzen)',
  'handed.sendgridKeyHint': 'Damit muss jeder Aufruf von SendGrid unterschrieben sein; die Adresse allein genügt dann nicht mehr.',
  'handed.keySet': 'Ein Schlüssel ist gesetzt. Er wird nie angezeigt; ein neuer ersetzt ihn.',
  'handed.saveKey': 'Schlüssel speichern',
  'handed.removeKey': 'Schlüssel entfernen',
  'handed.waiting': 'Wartet auf die erste Mail. Schreiben Sie an {address}: Sie ist in Sekunden hier zu sehen.',
  'handed.last': 'Es funktioniert: Die letzte Mail kam über {provider}, {when}.',
  'handed.trouble.no_raw_mail':
    'Der Anbieter ruft an, lässt aber die Mail selbst weg. Schalten Sie die rohe Mail ein wie oben beschrieben; der Anbieter behält, was er hat, und versucht es wieder.',
  'mailTest.title': 'Kommt Mail an?',
  'mailTest.lead': 'Eine Testmail geht an {address}. Sie wird keine Nachricht, und niemand erfährt davon; nur ihr Weg wird angesehen.',
  'mailTest.send': 'Testmail senden',
  'mailTest.waiting': 'Gesendet. Wartet darauf, dass sie ankommt …',
  'mailTest.nothing':
    'Bisher ist nichts angekommen. Prüfen Sie, ob {address} hierher weitergeleitet wird, ob der MX-Eintrag diesen Server nennt oder ob ein Postfach abgeholt wird.',
  'mailTest.came': 'Sie ist angekommen, einmal, wie es sein soll.',
  'mailTest.came_often':
    'Sie ist {n}-mal angekommen: Mehrere Wege führen hierher, etwa ein Postfach, das abgeholt und auch weitergeleitet wird. Mail der Kundschaft erscheint trotzdem einmal; schalten Sie einen der Wege ab.',
  'mailTest.loop':
    'Sie lief im Kreis: Das Postfach leitet an eine Adresse weiter, die zu ihm zurückführt. Nehmen Sie die Weiterleitung auf einer Seite heraus; von uns wird unterdessen nichts zurückgeschickt.',
  'mailTest.not_sent':
    'Sie konnte nicht gesendet werden: Es gibt keinen Ausgangsserver, oder er hat die Mail nicht angenommen. Im Protokoll des Servers steht mehr.',
};
