/**
 * Is this message only thanks, so that nobody is waiting for an answer? Conservative: every word must be known as thanks, praise or goodbye,
 * in one language. “Ok”, “yes” and a thumbs-up are not on the list: they may answer a question of ours. A miss costs one needless
 * confirmation, a false hit would leave a customer waiting.
 */
const maxLength = 80;
const maxWords = 10;

/** Phrases that are thanks by themselves. */
const thanks = [
  'thank you|thank you very much|thank you so much|thanks|thanks a lot|thanks so much|thanks very much|many thanks|thx|ty|cheers',
  'danke|danke dir|danke ihnen|danke schön|dankeschön|danke sehr|vielen dank|vielen lieben dank|herzlichen dank|besten dank',
  'tausend dank|lieben dank|merci|merci beaucoup|merci bien|un grand merci|mille mercis|je vous remercie|merci à vous|gracias',
  'muchas gracias|mil gracias|muchísimas gracias|se lo agradezco|obrigado|obrigada|muito obrigado|muito obrigada|agradeço',
  'brigado|brigada|ありがとう|ありがとうございます|ありがとうございました|どうもありがとう|どうもありがとうございます|どうもありがとうございました|感謝します|感謝いたします|助かりました|شكرا|شكرا لك|شكرا لكم',
  'شكرا جزيلا|الف شكر|جزيل الشكر|مشكور',
].flatMap((line) => line.split('|'));

/** May stand beside thanks, mean nothing alone. */
const beside = [
  'perfect|great|super|wonderful|brilliant|awesome|excellent|very helpful|that helped|that helps|that worked|for your help',
  'for the help|for your quick reply|for the quick reply|again|have a nice day|have a good day|have a great day|best regards',
  'kind regards|regards|best|bye|hi|hello|dear team|perfekt|prima|toll|klasse|wunderbar|für die hilfe|für ihre hilfe',
  'für deine hilfe|für die schnelle antwort|das hat geholfen|nochmal|nochmals|schönen tag|schönen tag noch|viele grüße',
  'liebe grüße|mit freundlichen grüßen|beste grüße|lg|vg|mfg|hallo|tschüss|parfait|génial|pour votre aide|pour votre réponse',
  'pour votre réponse rapide|bonne journée|bonne soirée|cordialement|bien à vous|bonjour|au revoir|encore|perfecto|genial',
  'estupendo|por su ayuda|por tu ayuda|por la ayuda|por la respuesta|saludos|un saludo|buen día|buenos días|hola|adiós|perfeito',
  'ótimo|pela ajuda|pela resposta|bom dia|boa tarde|boa noite|abraço|um abraço|olá|tchau|本当に|大変|こんにちは|よろしくお願いします|よろしくお願いいたします',
  'とても|ممتاز|رائع|على المساعدة|على مساعدتك|على مساعدتكم|على الرد السريع|مرحبا|مع السلامة',
].flatMap((line) => line.split('|'));

const thanksSet = new Set(thanks.map(plain));
const besideSet = new Set(beside.map(plain));
const longestPhrase = 5;
const kindEmoji = /[🙏😊🙂😀😃😄❤💙💚🥰😍🌸💐]/gu;

/** `text` is the new text without quotes and signature; with an attachment it is never only thanks. */
export function isThanksOnly(text: string, attachmentCount = 0): boolean {
  if (attachmentCount > 0 || text.length > maxLength || /[?？؟]/.test(text)) return false;
  const hadFoldedHands = text.includes('🙏');
  const bare = plain(text.replaceAll(kindEmoji, ' '));
  if (bare === '') return hadFoldedHands;
  return onlyKnownPhrases(bare.split(' ')) || isJapaneseThanks(bare);
}

/** Longest known phrase first from each position; at least one of them thanks. */
function onlyKnownPhrases(words: string[]): boolean {
  if (words.length > maxWords) return false;
  let found = false;
  for (let from = 0; from < words.length;) {
    let length = Math.min(longestPhrase, words.length - from);
    const phrase = () => words.slice(from, from + length).join(' ');
    while (length > 0 && !thanksSet.has(phrase()) && !besideSet.has(phrase())) length -= 1;
    if (length === 0) return false;
    found ||= thanksSet.has(phrase());
    from += length;
  }
  return found;
}

/** Japanese has no spaces: known phrases are taken from the front until nothing is left. */
function isJapaneseThanks(bare: string): boolean {
  const japanese = [...thanksSet, ...besideSet]
    .filter((phrase) => /[\u3040-\u30ff\u4e00-\u9fff]/.test(phrase))
    .sort((a, b) => b.length - a.length);
  let rest = bare.replaceAll(' ', '');
  let found = false;
  while (rest !== '') {
    const phrase = japanese.find((candidate) => rest.startsWith(candidate));
    if (phrase === undefined) return false;
    found ||= thanksSet.has(phrase);
    rest = rest.slice(phrase.length);
  }
  return found;
}

/** Lower case, no punctuation or vowel marks, single spaces. Only sentence marks go: “£20” or “#12” must stay and spoil the match. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\u0640|\p{Script=Inherited}/gu, '')
    .replaceAll('أ', 'ا')
    .replaceAll(/[.,;:!¡…\-–—~()'’"“”„«»、。！・،؛\s]+/g, ' ')
    .trim();
}
