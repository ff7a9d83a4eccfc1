/**
 * How is each foreign gate called, and when is it green? One function per tool, each takes the tree to look at, so that the tests can point it
 * at a planted violation. What each tool enforces stands in its own configuration file at the root.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, runTool, type ToolRun } from './tool.ts';

/** The TypeScript compiler on one tsconfig; a project without files is red by TypeScript's own rule (TS18003). */
export const typescript = (root: string, project: string): Promise<ToolRun> =>
  runTool(commandOf('typescript', 'tsc'), ['-p', project, '--pretty', 'false'], root);

/** tsconfig files of the tree, the root's first; browsers have their own. */
export const typescriptProjects = (root: string): string[] =>
  ['tsconfig.json', 'desk/tsconfig.json', 'messenger/tsconfig.json'].filter((path) => existsSync(join(root, path)));

/** oxlint with type-aware rules. */
export const lint = (root: string): Promise<ToolRun> =>
  runTool(commandOf('oxlint'), ['--type-aware', '--deny-warnings', '--format=unix', '.'], root);

/** oxfmt: is everything laid out as the formatter would? */
export const layout = (root: string): Promise<ToolRun> => runTool(commandOf('oxfmt'), ['--check', '.'], root);

/** knip: files, exports and dependencies nobody uses. */
export const unused = (root: string): Promise<ToolRun> =>
  runTool(commandOf('knip'), ['--no-progress', '--no-config-hints', '--exclude', 'types,duplicates,namespaceMembers,binaries'], root);

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[];
  };
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string; readonly module: string; readonly couldNotResolve: boolean }[];
  }[];
}

export interface DependencyRun extends ToolRun {
  readonly modulesCruised: number;
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
}

/** dependency-cruiser: may this file import that one? Red as well when it looked at nothing, or when one of our own imports led nowhere. */
export async function dependencyRule(root: string): Promise<DependencyRun> {
  const folders = ['core', 'channels', 'wire', 'server', 'desk', 'messenger', 'cli', 'tools', 'e2e'].filter((folder) =>
    existsSync(join(root, folder)),
  );
  const run = await runTool(
    commandOf('dependency-cruiser', 'depcruise'),
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
    root,
  );
  const cruise = readCruise(run);
  if (cruise === undefined) return { ...run, isGreen: false, modulesCruised: 0, violations: [] };
  const lost = cruise.modules.flatMap((module) =>
    module.dependencies
      .filter((one) => one.couldNotResolve && /^(@meanwhile\/|\.)/.test(one.module) && !/\.(css|svg)(\?|$)/.test(one.module))
      .map((one) => `${module.source} imports ${one.module}, which leads nowhere`),
  );
  const violations = cruise.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  const modulesCruised = cruise.modules.filter(
    (module) => !module.source.includes('node_modules') && existsSync(join(root, module.source)),
  ).length;
  return {
    isGreen: modulesCruised > 0 && violations.length === 0 && lost.length === 0,
    output: [...violations.map((one) => `${one.rule}: ${one.from} → ${one.to}`), ...lost, `${modulesCruised} modules cruised`].join('\n'),
    modulesCruised,
    violations,
  };
}

function readCruise(run: ToolRun): Cruise | undefined {
  try {
    return JSON.parse(run.output) as Cruise;
  } catch {
    return undefined; // The tool's own words are in run.output and are shown as they are.
  }
}
