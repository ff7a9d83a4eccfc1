/** Arabic words that sound live, and what can truly be said instead. */
import type { LiveSounding } from './live-sounding.ts';

const later = 'أنظر في الأمر وسأكتب إليك هنا.';
const passedOn = 'أحيل طلبك إلى زميل سيرد عليك هنا.';

export const ar: readonly LiveSounding[] = [
  { pattern: /(?<!\p{L})(?:لحظة|لحظات|دقيقة|ثانية|ثوان(?:ي|ٍ)?)(?: واحدة)?،? (?:من فضلك|لو سمحت|رجاء)/u, rewrite: later },
  { pattern: /(?<!\p{L})(?:يرجى|الرجاء|نرجو) (?:الانتظار|البقاء (?:على الخط|متصلا))/u, rewrite: later },
  { pattern: /(?<!\p{L})(?:ابق|ابقَ|انتظر) (?:على الخط|معي|لحظة)/u, rewrite: later },
  { pattern: /(?<!\p{L})(?:جارٍ|جاري|يتم(?: الآن)?) (?:توصيلك|تحويلك|إيصالك)/u, rewrite: passedOn },
  { pattern: /(?<!\p{L})(?:سأ|س)(?:قوم ب)?(?:حولك|أحولك|وصلك|أوصلك|تحويلك|توصيلك|نحولك|نوصلك)/u, rewrite: passedOn },
  { pattern: /(?<!\p{L})(?:قائمة|طابور) الانتظار/u, rewrite: 'رسالتك وصلت إلى فريقنا.' },
  {
    pattern: /(?<!\p{L})(?:سيكون معك|سينضم إليك)[^.،]{0,25}(?:قريبا|قريبًا|بعد قليل|خلال لحظات|حالا)/u,
    rewrite: 'سيرد عليك أحد أفراد فريقنا هنا.',
  },
  { pattern: /(?<!\p{L})هل (?:ما زلت|لا تزال|مازلت) (?:هنا|معي|معنا)/u, rewrite: 'أجب متى يناسبك.' },
];
