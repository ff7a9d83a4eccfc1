/**
 * Does every dependency have its line of reason, and does every line still have its dependency? Compares all package.json files with
 * docs/dependencies.md, and demands one exact version per package across the workspaces.
 */
import { filesBelow, type Finding } from './finding.ts';

const page = 'docs/dependencies.md';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Use {
  readonly file: string;
  readonly name: string;
  readonly version: string;
}

export function dependencyFindings(root: string): Finding[] {
  const uses = filesBelow(root, /^([a-z0-9]+\/)?package\.json$/).flatMap((file) => usesIn(file.path, JSON.parse(file.text) as Manifest));
  const reasons = reasonsOf(root);
  const unexplained = uses
    .filter((use) => !reasons.has(use.name))
    .map((use) => ({ file: use.file, what: `${use.name} has no line in ${page}` }));
  const idle = [...reasons]
    .filter((name) => !uses.some((use) => use.name === name))
    .map((name) => ({ file: page, what: `${name} is explained but nobody depends on it` }));
  return [...unexplained, ...idle, ...uses.flatMap((use) => versionFindings(use, uses))];
}

function usesIn(file: string, manifest: Manifest): Use[] {
  return [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies]
    .flatMap((group) => Object.entries(group ?? {}))
    .filter(([name]) => !name.startsWith('@meanwhile/'))
    .map(([name, version]) => ({ file, name, version }));
}

/** The packages in the page's tables: the first cell of a row, in backquotes, with a reason beside it. */
function reasonsOf(root: string): Set<string> {
  const text = filesBelow(root, /^docs\/dependencies\.md$/)[0]?.text ?? '';
  return new Set([...text.matchAll(/^\| `([^`]+)` \| \S.{11,} \|$/gm)].map((row) => row[1] ?? ''));
}

function versionFindings(use: Use, uses: readonly Use[]): Finding[] {
  if (!/^\d/.test(use.version)) return [{ file: use.file, what: `${use.name} ${use.version} is not one exact version` }];
  const other = uses.find((one) => one.name === use.name && one.version !== use.version);
  return other === undefined ? [] : [{ file: use.file, what: `${use.name} is ${use.version} here and ${other.version} in ${other.file}` }];
}
