/**
 * Which passwords are tried first by everybody? Runs and repetitions by rule, and the words people pad to reach ten characters.
 * It is a floor, not a copy of any leaked collection.
 */
const stems = [
  'password',
  'passwort',
  'passw0rd',
  'p@ssword',
  'p@ssw0rd',
  'motdepasse',
  'contrasena',
  'qwertyuiop',
  'qwerty',
  'qwertz',
  'azerty',
  'asdfghjkl',
  'zxcvbnm',
  'letmein',
  'welcome',
  'willkommen',
  'iloveyou',
  'football',
  'baseball',
  'basketball',
  'superman',
  'batman',
  'starwars',
  'princess',
  'sunshine',
  'michael',
  'dragon',
  'monkey',
  'shadow',
  'master',
  'trustno1',
  'whatever',
  'computer',
  'internet',
  'administrator',
  'admin',
  'root',
  'changeme',
  'default',
  'secret',
  'test',
  'guest',
  'login',
  'summer',
  'winter',
  'spring',
  'autumn',
  'monday',
  'friday',
  'january',
  'liverpool',
  'chelsea',
  'arsenal',
  'charlie',
  'jennifer',
  'jordan',
  'pokemon',
  'minecraft',
  'samsung',
  'google',
  'facebook',
  'meanwhile',
  'support',
  'helpdesk',
  'service',
  'customer',
  'q1w2e3r4t5',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'abc',
];
const rows = [
  '01234567890123456789',
  '98765432109876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
];

/** `plain`: in lower case. */
export function isCommonPassword(plain: string): boolean {
  if (rows.some((row) => row.includes(plain))) return true;
  if (repeats(plain)) return true;
  // A stem, once or more often, with digits and marks around it: "Password2026!", "123qwerty123", "welcomewelcome".
  const core = plain.replace(/^[\d\W_]+/, '').replace(/[\d\W_]+$/, '');
  if (core === '') return new Set(plain).size < 5;
  return stems.some((stem) => core === stem.repeat(Math.max(1, Math.round(core.length / stem.length))));
}

/** Is it one short piece over and over: "aaaaaaaaaa", "abcabcabcabc"? */
function repeats(text: string): boolean {
  for (let size = 1; size <= 4; size += 1) {
    if (
      text.length > size &&
      text ===
        text
          .slice(0, size)
          .repeat(Math.ceil(text.length / size))
          .slice(0, text.length)
    )
      return true;
  }
  return false;
}
