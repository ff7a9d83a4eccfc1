/** Does the customer complain about waiting for us? About an answer, not about a parcel or money on its way. English and German. */
import { sentencesOf } from './sentences.ts';

const complaints = [
  /\b(?:still|been) waiting\b/i,
  /\bwait(?:ed|ing) (?:for )?(?:over |more than |almost |nearly )?(?:\d+|a|an|two|three|four|five|six|several|days|hours|weeks|all|since|ages|so long|forever)\b/i,
  /\b(?:no ?one|nobody|none of you)(?: has|'s| have)? (?:answer|repl|respond|got(?:ten)? back|come back|written|bother|called)/i,
  /\b(?:no|not a single|not one|without (?:a|an|any)) (?:reply|answer|response|word)\b/i,
  /\b(?:haven't|have not|didn't|never) (?:heard|had (?:a|an|any) (?:reply|answer|response)|got(?:ten)? (?:a|an|any) (?:reply|answer|response)|received (?:a|an|any) (?:reply|answer|response))/i,
  /\bwhy (?:is|does|did|has) (?:this|it|a reply|an answer|your (?:reply|answer|response))[^?]{0,30}\b(?:long|slow|forever|ages)/i,
  /\bhow (?:much longer|long (?:do|does|will|must|am|is|are)[^?]{0,25}(?:wait|answer|reply|respond|response))/i,
  /\b(?:is|are) (?:anyone|anybody|you|someone) (?:even |still )?(?:there|alive|reading)\b/i,
  /\b(?:ignor(?:e|ed|ing) me|being ignored|slow(?:est)? (?:service|support|reply|response)|takes? you (?:so long|ages|forever|days))\b/i,
  /\b(?:you|it) (?:said|told me|promised)[^.?!]{0,60}\b(?:reply|answer|hear|get back|response)/i,
  /\bwarte (?:ich )?(?:jetzt |nun |immer |schon |seit |noch |auf |bereits )/i,
  /\b(?:immer noch|noch immer|bis heute|bislang|bisher)\b[^.?!]{0,20}\b(?:keine|keinerlei|nichts)\b[^.?!]{0,25}(?:antwort|rückmeldung|gehört|reaktion|nachricht)/i,
  /\b(?:keine|ohne|keinerlei|nie eine|nicht eine) (?:einzige )?(?:antwort|rückmeldung|reaktion)\b/i,
  /\b(?:niemand|keiner) (?:antwortet|meldet|reagiert|schreibt|hat (?:sich|mir|geantwortet|reagiert|zurück))/i,
  /\b(?:nichts (?:mehr )?(?:von ihnen )?gehört|warten lassen|wartezeit ist|lässt man mich|so lange warten|ewig (?:warten|auf (?:eine )?antwort))\b/i,
  /\bwie lange (?:muss|soll|dauert|darf|brauchen)[^?]{0,40}(?:warten|antwort|rückmeldung|reagier|noch)/i,
  /\bwarum (?:dauert|brauchen)[^?]{0,30}(?:lange|ewig)/i,
  /\b(?:ist da (?:jemand|noch jemand|überhaupt)|liest (?:das|hier)[^?]{0,12}(?:jemand|wer)|werde (?:ich )?ignoriert|ignorieren sie)/i,
];
/** What is waited for is something else than an answer. */
const otherThing =
  /\b(?:parcel|package|refund|money|delivery|order|courier|driver|shipment|item|replacement|part|paket|lieferung|geld|rückerstattung|erstattung|bestellung|gutschrift|sendung|ware|ersatzteil|bestätigungslink)\b/i;
const anAnswer =
  /\b(?:reply|answer|response|hear|heard|nobody|no ?one|anyone|you|word|antwort|rückmeldung|gehört|niemand|keiner|jemand|sie|reaktion)\b/i;

/** The sentence that complains; null where none does. */
export function complaintIn(text: string): string | null {
  for (const { text: sentence } of sentencesOf(text.replaceAll(/[’‘]/g, "'"))) {
    if (!complaints.some((pattern) => pattern.test(sentence))) continue;
    if (otherThing.test(sentence) && !anAnswer.test(sentence)) continue;
    return sentence;
  }
  return null;
}
