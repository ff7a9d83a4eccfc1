/**
 * Is anything left lying about that a stranger should not find? Notes to do something later, tests switched to run alone, and paths that exist
 * on one machine only. Reads every text file of the project, not only code.
 */
import { filesBelow, lineAt, type Finding } from './finding.ts';

const text =
  /(^|\/)([^/]+\.(ts|tsx|js|cjs|mjs|json|md|css|html|sql|yml|yaml|txt|conf|service|svg)|run|Dockerfile|Caddyfile|LICENSE|allowed-skips|\.[a-z]+rc(\.json)?)$/;
/** Big, generated, or about the words themselves. */
const skipped = /^(package-lock\.json|wire\/openapi\.json|docs\/queries\/|tools\/gates\/leftovers(\.test)?\.ts$)/;

interface Leftover {
  readonly pattern: RegExp;
  readonly what: string;
  readonly where?: RegExp;
}

const leftovers: readonly Leftover[] = [
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b(?!-)/g, what: 'a note for later: finish it, or take it out and name it in docs/known-gaps.md' },
  { pattern: /\b(it|test|describe)\.only\s*\(/g, what: 'a test that runs alone', where: /\.test\.tsx?$/ },
  {
    pattern: /@ts-(ignore|nocheck)\b/g,
    what: 'a silenced compiler: say what it should expect with @ts-expect-error and why',
    where: /\.tsx?$/,
  },
  { pattern: /(?<![\w.$}/*-])\/(work|tmp\/mw|root|home\/[a-z]\w*)\/(?!\*)/g, what: 'a path of one machine' },
  {
    pattern: /\.\.\/shared\/(?!fixtures)|\b(farm|claude|anthropic|copilot|chatgpt)-?(issue|bench|studio|session|code|generated)/gi,
    what: 'the name of a tool outside the project',
  },
];

export function leftoverFindings(root: string): Finding[] {
  return filesBelow(root, text)
    .filter((file) => !skipped.test(file.path))
    .flatMap((file) =>
      leftovers
        .filter((leftover) => leftover.where === undefined || leftover.where.test(file.path))
        .flatMap((leftover) =>
          [...file.text.matchAll(leftover.pattern)].map((hit) => ({
            file: file.path,
            line: lineAt(file.text, hit.index),
            what: `“${hit[0].trim()}”: ${leftover.what}`,
          })),
        ),
    );
}
