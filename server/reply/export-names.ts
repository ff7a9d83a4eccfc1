/** Under which name does a file lie in an archive? Never a path, never twice the same, never a name another system reads as something else. */

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const nameChars = 100;

/** `files/1-photo.png`, in the order given; ids that come twice are one. */
export function archiveNames(files: readonly { readonly id: string; readonly name: string }[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of files) if (!names.has(file.id)) names.set(file.id, `files/${names.size + 1}-${plain(file.name)}`);
  return names;
}

function plain(name: string): string {
  const safe = name
    .normalize('NFC')
    // Separators, controls, what turns text around, and signs that Windows forbids.
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff/\\:*?"<>|]/gu, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(safe)?.[0] ?? '';
  const cut = safe.length <= nameChars ? safe : safe.slice(0, nameChars - ending.length) + ending;
  return cut === '' || reserved.test(cut) ? `file${ending}` : cut;
}
