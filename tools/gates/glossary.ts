/**
 * Does every domain folder and every table carry a word from the glossary? The glossary is the first table in docs/glossary.md, one term a row
 * (“a, b” counts as two), at most sixty. A name of several words is covered when every word
 * of it is a term, or a plain word listed below; the schema counts as a word, save `tenant`, and better-auth names its own (`accounts`).
 */
import { filesBelow, pathsBelow, type Finding } from './finding.ts';

const page = 'docs/glossary.md';
const wordLimit = 60;

/** Folders that are not domain words: where things of the machine live. */
const machinery = new Set(['kernel', 'contract', 'conformance', 'platform', 'test', 'fixtures']);
/** Words any programmer reads the same; they may join a term in a table's name, never stand alone. */
const plainWords = new Set(
  'version key hash address attempt link use step body part seen log count item document endpoint mail invited page view field rule target run skill leave fact card period evidence exception'.split(
    ' ',
  ),
);

export interface GlossaryOptions {
  /** Tables that belong to the installation and not to the field, each with its reason. */
  readonly machineTables: Readonly<Record<string, string>>;
}

const machineTables: GlossaryOptions['machineTables'] = {};

export function glossaryFindings(root: string, options: GlossaryOptions = { machineTables }): Finding[] {
  const terms = termsOf(root);
  if (terms.length === 0) return [{ file: page, what: 'has no table of terms' }];
  const tooMany = terms.length > wordLimit ? [{ file: page, what: `${terms.length} terms, at most ${wordLimit}` }] : [];
  const known = new Set(terms);
  return [...tooMany, ...folderFindings(root, known), ...tableFindings(root, known, options)];
}

/** The terms in the first column of the glossary's tables, lower case. */
export function termsOf(root: string): string[] {
  const text = filesBelow(root, /^docs\/glossary\.md$/)[0]?.text ?? '';
  return [...text.matchAll(/^\| \*\*(.+?)\*\* \|/gm)].flatMap((row) => (row[1] ?? '').split(',').map((term) => term.trim().toLowerCase()));
}

function folderFindings(root: string, known: ReadonlySet<string>): Finding[] {
  const folders = pathsBelow(root).flatMap((path) => /^(core|server)\/([^/]+)\//.exec(path)?.slice(1, 3).join('/') ?? []);
  return [...new Set(folders)]
    .filter((folder) => !isCovered(folder.split('/')[1] ?? '', known) && !machinery.has(folder.split('/')[1] ?? ''))
    .map((folder) => ({ file: folder, what: `the folder's name is not in ${page}` }));
}

function tableFindings(root: string, known: ReadonlySet<string>, { machineTables: excused }: GlossaryOptions): Finding[] {
  return filesBelow(root, /^server\/.*\.sql$/).flatMap((file) =>
    [...file.text.matchAll(/^\s*create\s+table\s+(?:if\s+not\s+exists\s+)?(?:(\w+)\.)?"?(\w+)"?(\s+partition\s+of)?/gim)]
      .filter((hit) => hit[3] === undefined && hit[1] !== 'accounts' && hit[1] !== 'boss')
      .map((hit) => (hit[1] === undefined || hit[1] === 'tenant' ? '' : `${hit[1]}_`) + (hit[2] ?? ''))
      .filter((table) => !isCovered(table, known) && excused[table] === undefined)
      .map((table) => ({ file: file.path, what: `the table \`${table}\` is not in ${page}` })),
  );
}

/** Is the name made of terms? The longest run of words that is a term counts first; at least one must be a term. */
function isCovered(name: string, known: ReadonlySet<string>): boolean {
  const words = name.split(/[_-]/);
  let terms = 0;
  for (let from = 0; from < words.length;) {
    const length = longestTerm(words, from, known);
    if (length === 0 && !plainWords.has(words[from] ?? '')) return false;
    if (length > 0) terms += 1;
    from += Math.max(length, 1);
  }
  return terms > 0;
}

function longestTerm(words: readonly string[], from: number, known: ReadonlySet<string>): number {
  for (let length = words.length - from; length > 0; length -= 1) {
    const term = words.slice(from, from + length).join(' ');
    if (known.has(term) || known.has(term.replaceAll(' ', '-'))) return length;
  }
  return 0;
}
