/** Japanese words that sound live, and what can truly be said instead. */
import type { LiveSounding } from './live-sounding.ts';

const later = '確認のうえ、こちらにご返信いたします。';
const passedOn = '担当者に引き継ぎ、こちらにご返信いたします。';

export const ja: readonly LiveSounding[] = [
  { pattern: /(?:少々|しばらく|少し|今しばらく)(?:の間)?(?:お待ち(?:ください|下さい)|お待ち願)/u, rewrite: later },
  {
    pattern: /(?:そのまま|画面を閉じずに)(?:で)?お待ち(?:ください|下さい)/u,
    rewrite: '画面を閉じても大丈夫です。返信はこちらに届きます。',
  },
  { pattern: /(?:お繋ぎ|おつなぎ|お電話を?代わり|転送)(?:いたします|致します|します|しています|しております)/u, rewrite: passedOn },
  { pattern: /(?:に接続(?:中|しています|しております|します|いたします))(?:。|$)/u, rewrite: passedOn },
  { pattern: /順番(?:に|で)?お待ち|待ち(?:行列|列)に(?:追加|入)|順番待ち/u, rewrite: 'お問い合わせは担当チームに届いています。' },
  { pattern: /(?:まもなく|間もなく|すぐに)(?:担当者|オペレーター|スタッフ)(?:が|に)/u, rewrite: '担当者がこちらにご返信いたします。' },
  { pattern: /まだ(?:いらっしゃいますか|ご覧になっていますか)/u, rewrite: 'ご都合のよいときにご返信ください。' },
];
