/** What is said whatever the matter is: greetings, thanks, what members write to each other, and answers that come late. */

export const greetings = {
  en: { email: ['Hello,', 'Hi there,', 'Dear team,', 'Good morning,'], messenger: ['Hi!', 'Hello,', 'Hey,', ''] },
  de: {
    email: ['Hallo,', 'Guten Tag,', 'Liebes Team,', 'Sehr geehrte Damen und Herren,'],
    messenger: ['Hallo!', 'Guten Tag,', 'Moin,', ''],
  },
};

export const farewells = {
  en: ['Best wishes', 'Kind regards', 'Many thanks', 'Thanks in advance'],
  de: ['Viele Grüße', 'Mit freundlichen Grüßen', 'Danke im Voraus', 'Beste Grüße'],
};

/** Recognised as thanks alone; see `core/commitment/is-thanks.ts`. */
export const thanks = {
  en: ['Thank you!', 'Great, thanks a lot!', 'Perfect, thank you very much.', 'Thanks for your help!', 'Brilliant, many thanks!'],
  de: ['Danke!', 'Perfekt, vielen Dank!', 'Super, danke für die Hilfe!', 'Vielen lieben Dank!', 'Prima, herzlichen Dank!'],
};

export const urgencies = {
  en: ['It is urgent, please.', 'I need an answer today.', 'I am really annoyed by now.', 'Please do not let this take long again.'],
  de: [
    'Es eilt, bitte.',
    'Ich brauche heute noch eine Antwort.',
    'Langsam bin ich verärgert.',
    'Bitte lassen Sie mich nicht wieder so lange warten.',
  ],
};

export const again = {
  en: [
    'I already wrote to you about this and it is still not solved.',
    'This is the second time I ask:',
    'Nobody has solved this yet, so I try it here.',
  ],
  de: [
    'ich habe Ihnen dazu schon geschrieben, gelöst ist es noch immer nicht.',
    'ich frage nun zum zweiten Mal:',
    'bisher hat das niemand gelöst, deshalb versuche ich es hier.',
  ],
};

export const apologies = {
  en: [
    'I am sorry that you had to wait for this.',
    'Sorry, this took longer than we told you.',
    'You have waited longer than we said, and I am sorry for that.',
  ],
  de: [
    'es tut mir leid, dass Sie darauf warten mussten.',
    'bitte entschuldigen Sie, das hat länger gedauert als angekündigt.',
    'Sie haben länger gewartet, als wir gesagt hatten, das tut mir leid.',
  ],
};

export const offers = {
  en: ['If anything is open, just write here.', 'Let me know if that works for you.', 'Is there anything else I can do?', ''],
  de: [
    'Wenn etwas offen ist, schreiben Sie einfach hier.',
    'Sagen Sie mir gern, ob das für Sie passt.',
    'Kann ich sonst noch etwas tun?',
    '',
  ],
};

/** Answers that end in waiting for somebody else. */
export const waitings = {
  en: [
    'I have asked {carrier} and come back to you as soon as I know more.',
    'Our workshop is looking at it; I will write again by {day}.',
  ],
  de: [
    'ich habe bei {carrier} nachgefragt und melde mich, sobald ich mehr weiß.',
    'unsere Werkstatt sieht es sich an, bis {day} schreibe ich Ihnen wieder.',
  ],
};

export const notes = [
  'Called the depot: the parcel is on van 14, they try again tomorrow.',
  'Third complaint about this batch. Told purchasing.',
  'Customer since 2019, please be generous.',
  'Refund checked with bookkeeping, goes out tonight.',
  'Kunde war am Telefon freundlich, möchte aber eine Zusage bis Freitag.',
  'Lager sagt: kommt Dienstag wieder herein.',
  'Photos are fine, no need to ask again.',
  'Bitte nicht noch einmal nach der Bestellnummer fragen, sie steht oben.',
  'Warehouse found the missing part, packing it now.',
  'Same address as the order from last week, looks like a double order.',
];

export const tagNames = ['vip', 'christmas', 'wholesale', 'carrier damage', 'press', 'second contact', 'gift'];
