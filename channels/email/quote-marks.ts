/**
 * How do mail programs announce a quotation? Words and shapes of attributions, header blocks, banners and phone signatures in many
 * languages, as data and linear checks. Where in a text they count is `visible-text.ts`.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';

const maxLineChars = limits.quoteLineChars;

/** Words with which an attribution ends, before its colon: “wrote”. */
const wrote = [
  'wrote',
  'writes',
  'said',
  'sent',
  'schrieb',
  'schrieben',
  'geschrieben',
  'a écrit',
  'écrit',
  'a ecrit',
  'escribió',
  'escribio',
  'ha scritto',
  'scrisse',
  'ha escrito',
  'escreveu',
  'schreef',
  'het volgende geschreven',
  'geschreven',
  'napisał',
  'napisał(a)',
  'napisała',
  'napisal',
  'pisze',
  'skrev',
  'skrev följande',
  'skrifaði',
  'kirjoitti',
  'написал',
  'написала',
  'написал(а)',
  'пишет',
  'писал',
  'написав',
  'пише',
  'написа',
  'napsal',
  'napsal(a)',
  'napsala',
  'napísal',
  'napísal(a)',
  'a írta',
  'ezt írta',
  'írta',
  'a scris',
  'yazdı',
  'şunu yazdı',
  'έγραψε',
  'đã viết',
  'menulis',
  'napisao je',
  'je napisao',
  'je napisao/la',
  'napisao',
  'napisala',
  'napisa',
  'rašė',
  'rakstīja',
  'kirjutas',
  '写道',
  '寫道',
  'のメール',
  '님이 작성',
  '작성',
  'ha escrit',
  'वृत्त',
  'schreif',
  'wrote the following',
  'va escriure',
  'idatzi zuen',
  'escribeu',
  'a scrit',
  'schrieb am',
  'wrote on',
];
/** Words with which an attribution begins. */
const on = [
  'on',
  'am',
  'le',
  'el',
  'il',
  'em',
  'op',
  'den',
  'w dniu',
  'dnia',
  'dne',
  'dňa',
  'на',
  'в',
  'pe',
  'tarihinde',
  'στις',
  'vào',
  'pada',
  'at',
  'van',
  'da',
  'från',
  'fra',
  'date',
  'datum',
  'al',
  'ons',
  'tor',
  'fre',
  'lør',
  'søn',
  'man',
  'tir',
  'mån',
  'tis',
  'lör',
  'sön',
  '在',
  '于',
  'quoting',
  'citando',
  'zitat von',
];

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const wroteAtEnd = new RegExp(`(?:${wrote.map(escape).join('|')})\\s?(?:[:：]|\\.\\.\\.)?$`, 'iu');
const onAtStart = new RegExp(`^(?:${on.map(escape).join('|')})[\\s,:.]`, 'iu');
const dateLike = /\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}:\d{2}|\d{4}年|\b(?:19|20)\d{2}\b/u;
const addressLike = /[^\s<>@"]{1,64}@[^\s<>@"]{1,190}/u;

function plain(line: string): string | null {
  if (line.length > maxLineChars) return null;
  return line
    .replace(/[*\u200e\u200f\u202a-\u202e\u00a0]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `On Tue, 3 Nov 2026 at 10:12, Maria <maria@example.com> wrote:` and its kin: a date or an address, a writing verb and a colon. */
export function isAttribution(line: string): boolean {
  const text = plain(line);
  if (text === null) return false;
  const dated = dateLike.test(text);
  const addressed = addressLike.test(text);
  if (!/[:：]$/.test(text) && !/(?:写道|寫道|wrote)[:：.]*$/iu.test(text)) return isOddAttribution(text);
  if (!wroteAtEnd.test(text)) return isOddAttribution(text);
  return (dated && (onAtStart.test(text) || addressed || /^\S{1,12}[ ,]/.test(text))) || (addressed && text.length < 300);
}

/** Attributions whose verb is not at the end: `2026-11-03 10:12 GMT+01:00 Maria <maria@example.com>:`, `Am … schrieb Maria:`. */
function isOddAttribution(text: string): boolean {
  if (!/[:：]$/.test(text) || !dateLike.test(text)) return false;
  if (/<[^\s<>@]{1,64}@[^\s<>@]{1,190}\s?>\s?[:：]$/u.test(text)) return true;
  if (/^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b/.test(text) && addressLike.test(text)) return true;
  if (!onAtStart.test(text)) return false;
  return / (?:schrieb|schreef|skrev|escribió|escreveu|napisał|napsal|yazdı|írta|napisal|scris|kirjoitti|έγραψε) /iu.test(` ${text} `);
}

/** Could this line be the first of an attribution that goes on below? */
export function startsAttribution(line: string): boolean {
  const text = plain(line);
  if (text === null) return false;
  return (
    ((onAtStart.test(text) || /^\S{1,12}[ ,].*\d{1,2}:\d{2}/u.test(text)) && /\d/.test(text)) ||
    /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b/.test(text)
  );
}

const banner =
  /^(?:-{2,}|_{3,}|\*{2,}|={3,})\s?(?:original (?:message|mail|email|appointment)|originalnachricht|ursprüngliche nachricht|ursprungliche nachricht|weitergeleitete nachricht|forwarded (?:message|by .{1,120})|message (?:d'origine|original|transféré|initial)|messaggio (?:originale|inoltrato)|mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|oorspronkelijk bericht|doorgestuurd bericht|oprindelig meddelelse|ursprungligt meddelande|opprinnelig melding|oprindelig besked|on .{10,200} wrote|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní zpráva|pôvodná správa|исходное сообщение|пересылаемое сообщение|reply message|reply above this line|原始邮件|原始郵件|original-nachricht)\s?(?:-{2,}|_{3,}|\*{2,}|={3,})?$/iu;

/** `-----Original Message-----` and its kin: all that follows is the original. */
export function isForwardBanner(line: string): boolean {
  const text = line.length > maxLineChars ? null : line.replace(/\s+/g, ' ').trim();
  return text !== null && banner.test(text);
}

const fieldNames = [
  'message du',
  'from',
  'sent',
  'to',
  'cc',
  'subject',
  'date',
  'reply-to',
  'von',
  'gesendet',
  'an',
  'betreff',
  'datum',
  'kopie',
  'de',
  'envoyé',
  'envoyé le',
  'à',
  'objet',
  'para',
  'enviado',
  'enviado el',
  'enviada em',
  'enviado em',
  'asunto',
  'assunto',
  'fecha',
  'data',
  'da',
  'inviato',
  'a',
  'oggetto',
  'van',
  'verzonden',
  'aan',
  'onderwerp',
  'fra',
  'sendt',
  'til',
  'emne',
  'dato',
  'från',
  'skickat',
  'till',
  'ämne',
  'lähettäjä',
  'lähetetty',
  'vastaanottaja',
  'aihe',
  'od',
  'wysłano',
  'do',
  'temat',
  'odesláno',
  'komu',
  'předmět',
  'от',
  'отправлено',
  'кому',
  'тема',
  'дата',
  'від',
  'feladó',
  'elküldve',
  'címzett',
  'tárgy',
  'kimden',
  'gönderilen',
  'gönderme tarihi',
  'kime',
  'konu',
  '发件人',
  '发送时间',
  '收件人',
  '主题',
  '寄件者',
  '差出人',
  '送信日時',
  '宛先',
  '件名',
  '보낸 사람',
  '보낸 날짜',
  '받는 사람',
  '제목',
  'από',
  'προς',
  'θέμα',
  'sent at',
  'sent from',
];
const field = new RegExp(`^[*> ]{0,3}(?:${fieldNames.map(escape).join('|')})\\s?\\*?\\s?[:：]\\*?\\s?\\S`, 'iu');

/** `From: Maria`, `**Gesendet:** …`: one field of a quoted header block. */
export function isHeaderField(line: string): boolean {
  return line.length <= maxLineChars && field.test(line.trim());
}

const mobile =
  /^(?:sent (?:from|via|with|using) (?:my |the )?(?:[\p{L}\d]{1,20}['’]?s? ){0,3}(?:i?phone|ipad|ipod|blackberry|galaxy|android|mobile|handheld|smartphone|tablet|samsung|huawei|nokia|htc|lg|windows|outlook|gmail|yahoo|mail|mailbox|proton ?mail|protonmail|thunderbird|spark|airmail|front|superhuman|hey|aol|pixel|device)\b[^,!?]{0,40}|get outlook for (?:ios|android).{0,60}|von meinem .{2,40} gesendet|gesendet (?:von|mit|aus) .{2,60}|envoyé (?:de(?:puis)?|à partir de) (?:mon|ma|un) .{2,40}|enviado desde (?:mi|el) .{2,40}|enviado (?:do|a partir do) (?:meu )?.{2,40}|inviato da(?:l mio)? .{2,40}|verstuurd vanaf (?:mijn )?.{2,40}|verzonden (?:vanaf|met) .{2,40}|skickat från (?:min )?.{2,40}|sendt fra (?:min )?.{2,40}|lähetetty .{2,40}|wysłane z .{2,40}|odesláno z .{2,40}|отправлено с .{2,40}|отправлено из .{2,40}|iphone.{0,2}から送信|发自我的.{1,20})$/iu;

/** `Sent from my iPhone` in many languages, alone on its line. */
export function isMobileSignature(line: string): boolean {
  const text = plain(line);
  return text !== null && text.length <= 100 && mobile.test(text);
}
