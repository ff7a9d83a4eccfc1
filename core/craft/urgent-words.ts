/**
 * Does a customer's message speak of danger to somebody, or of a service being down? Words per language we speak; conservative about
 * everyday speech (“killer deal”, „todmüde“). Who is told and what is shown is not decided here.
 */
export type Urgency = 'safety' | 'outage';

const safety = [
  /\b(?:suicid(?:e|al)|kill (?:myself|himself|herself)|end (?:my|his|her) life|hurt(?:ing)? myself|self[- ]harm|don't want to live|overdos(?:e|ed))\b/iu,
  /\b(?:gas leak|smell(?:s|ing)? (?:of )?gas|carbon monoxide|caught fire|is on fire|(?:house|kitchen|battery|charger) (?:is )?(?:burning|smoking)|explod(?:ed|ing)|electric shock|electrocuted)\b/iu,
  /\b(?:can't breathe|cannot breathe|not breathing|unconscious|heart attack|chest pains?|severe(?:ly)? bleeding|bleeding heavily|allergic shock|anaphyla\w+|swallowed (?:a|the|it|some))\b/iu,
  /\b(?:life[- ]threatening|someone is in danger|in danger right now|threatened (?:me|us) with)\b/iu,
  /(?<!\p{L})(?:suizid\p{L}*|selbstmord\p{L}*|umbringen|bringe mich um|nicht mehr leben|mir das leben nehmen|selbst verletz\p{L}*|überdosis)(?!\p{L})/iu,
  /(?<!\p{L})(?:gasgeruch|riecht (?:es )?(?:stark |hier )*nach gas|gasleck|kohlenmonoxid|brennt (?:es|gerade|bei uns)|es brennt|feuer gefangen|explodiert|stromschlag|in flammen)(?!\p{L})/iu,
  /(?<!\p{L})(?:bekomm\p{L}* keine luft|atmet nicht|bewusstlos|herzinfarkt|starke blutung|blutet stark|allergischen? schock|verschluckt|lebensgefahr|lebensbedrohlich\p{L}*|in gefahr)(?!\p{L})/iu,
  /(?<!\p{L})(?:me suicider|suicide|me tuer|fuite de gaz|odeur de gaz|monoxyde|a pris feu|en feu|inconscient\p{L}*|ne respire (?:plus|pas)|crise cardiaque|danger de mort|en danger|choc électrique)(?!\p{L})/iu,
  /(?<!\p{L})(?:suicid\p{L}*|matarme|quitarme la vida|fuga de gas|huele a gas|monóxido|en llamas|se (?:está )?(?:quemando|incendi\p{L}*)|no (?:puede |puedo )?respira\p{L}*|inconsciente|infarto|peligro de muerte|en peligro|descarga eléctrica)(?!\p{L})/iu,
  /(?<!\p{L})(?:suicíd\p{L}*|matar-me|me matar|tirar a (?:própria|minha) vida|fuga de gás|vazamento de gás|cheir\p{L}* a gás|em chamas|pegou fogo|não (?:consigo |consegue )?respira\p{L}*|inconsciente|ataque cardíaco|enfarte|perigo de vida|em perigo|choque elétrico)(?!\p{L})/iu,
  /死にたい|自殺|自傷|ガス漏れ|ガス臭い|ガスの臭い|火事|発火|燃えて|爆発|感電|意識がない|息ができない|呼吸していない|心臓発作|命に関わる|大量出血/u,
  /انتحار|أقتل نفسي|إيذاء نفسي|تسرب (?:ال)?غاز|رائحة (?:ال)?غاز|حريق|يحترق|انفجر|انفجار|صعقة كهربائية|فاقد الوعي|لا (?:يتنفس|أستطيع التنفس)|نوبة قلبية|خطر على (?:ال)?حياة|في خطر/u,
];
const outage = [
  /\b(?:outage|(?:site|website|app|server|system|service|internet|network|line|shop|api|everything) (?:is|are|has been|seems|went) (?:completely |totally |all )?(?:down|offline)|nothing works|no (?:internet|power|electricity|signal) (?:since|at all|in|for|here)|(?:whole|entire) (?:office|company|site|street|building) (?:is|has|can't))\b/iu,
  /(?<!\p{L})(?:totalausfall|komplettausfall|(?:internet|strom|server|system|netz|dienst|website|webseite|seite|app|shop|anlage|telefonanlage) (?:ist |sind )?(?:seit \p{L}+ |komplett |total |völlig )*(?:ausgefallen|down|offline|tot|weg)|(?:strom|internet|netz|server|system)ausfall|nichts geht mehr|geht gar nichts mehr|kein (?:strom|internet|netz)|alles steht still)(?!\p{L})/iu,
  /(?<!\p{L})(?:panne (?:générale|totale)|(?:site|serveur|service|internet|réseau|application) (?:est |sont )?(?:en panne|hors service|inaccessible)|plus (?:d'internet|de courant|d'électricité|de réseau)|coupure (?:de courant|générale|internet))(?!\p{L})/iu,
  /(?<!\p{L})(?:(?:sistema|servidor|servicio|internet|web|página|red|aplicación) (?:está |se ha )?(?:caíd[oa]|fuera de servicio)|sin (?:internet|luz|servicio|conexión) desde|corte de (?:luz|internet)|apagón|no funciona nada)(?!\p{L})/iu,
  /(?<!\p{L})(?:(?:sistema|servidor|serviço|internet|site|rede|aplicação|app) (?:está )?(?:em baixo|fora do ar|caiu|caíd[oa])|sem (?:internet|luz|serviço|energia) desde|apagão|nada funciona|falha geral)(?!\p{L})/iu,
  /システム障害|サーバー(?:が)?(?:ダウン|落ち)|停電|全く(?:つな|繋)がらない|ネットが(?:つな|繋)がらない|サービスが(?:停止|止ま)/u,
  /انقطاع (?:الخدمة|الإنترنت|الكهرباء|التيار|كامل|تام)|(?:الموقع|الخادم|النظام|الخدمة|الإنترنت) (?:معطل|متوقف|لا يعمل|معطلة|متوقفة|لا تعمل|مقطوع)|لا يوجد (?:إنترنت|كهرباء)/u,
];
/** Everyday speech that holds such words. */
const harmless =
  /\b(?:fire ?(?:stick|tv|wall|fox|place|pit|proof)|(?:smoke|gas|carbon monoxide) (?:alarm|detector|grill|bbq|cooker|bottle|hob)s?|on fire today|fire sale)\b/giu;

/** The more harmful first; null where neither is spoken of. */
export function urgencyIn(text: string): Urgency | null {
  const plain = text.replaceAll(/[’‘]/g, "'").replaceAll(harmless, ' ');
  if (safety.some((pattern) => pattern.test(plain))) return 'safety';
  return outage.some((pattern) => pattern.test(plain)) ? 'outage' : null;
}
