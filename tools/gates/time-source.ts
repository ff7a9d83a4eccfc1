/**
 * Does anything read a clock, start a timer or roll dice where time must be an argument? `core` and the server take the instant from their
 * caller; only `server/platform` makes one. `new Date(instant)` is a conversion and allowed; `new Date()` is a clock and is not.
 */
import ts from 'typescript';
import { filesBelow, isTest, type Finding } from './finding.ts';
import { lineOf, nodes, parse, type Parsed } from './syntax.ts';

const guarded = /^(core|channels|wire|server)\/.*\.tsx?$/;
const exempt = (path: string): boolean => path.startsWith('server/platform/') || isTest(path);

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const readings = new Set(['Date.now', 'Math.random', 'performance.now', 'process.hrtime', 'Temporal.Now']);
const timerModules = new Set(['node:timers', 'node:timers/promises', 'timers', 'timers/promises']);
const globals = new Set(['globalThis', 'window', 'self', 'global']);

/** Timers, clocks and dice used outside `server/platform`, with the line. */
export function timeSourceFindings(root: string): Finding[] {
  return filesBelow(root, guarded)
    .filter((file) => !exempt(file.path))
    .map(parse)
    .flatMap(inFile);
}

function inFile(parsed: Parsed): Finding[] {
  const own = namesDeclaredIn(parsed);
  return [...nodes(parsed.tree)].flatMap((node) => {
    const source = timeSource(node, own);
    return source === undefined
      ? []
      : [
          {
            file: parsed.path,
            line: lineOf(parsed, node),
            what: `\`${source}\` outside server/platform: take the instant or the timer as an argument`,
          },
        ];
  });
}

function timeSource(node: ts.Node, own: ReadonlySet<string>): string | undefined {
  if (ts.isNewExpression(node) && isName(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0) return 'new Date()';
  if (ts.isCallExpression(node) && isName(node.expression, 'Date')) return 'Date()';
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && timerModules.has(node.moduleSpecifier.text))
    return node.moduleSpecifier.text;
  if (ts.isPropertyAccessExpression(node)) {
    const dotted = `${node.expression.getText()}.${node.name.text}`;
    if (readings.has(dotted)) return dotted;
    if (ts.isIdentifier(node.expression) && globals.has(node.expression.text) && timers.has(node.name.text)) return dotted;
    return undefined;
  }
  if (ts.isIdentifier(node) && timers.has(node.text) && !own.has(node.text) && isReference(node)) return node.text;
  return undefined;
}

const isName = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name;

/** A use of the global, not the name of a property, a key or a type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent))
    return ('expression' in parent ? parent.expression : parent.initializer) === node;
  if (ts.isTypeQueryNode(parent) || ts.isImportSpecifier(parent)) return false;
  return !(
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent)
  );
}

/** Names the file binds itself (parameters, variables): an injected timer may carry the global's name. */
function namesDeclaredIn(parsed: Parsed): Set<string> {
  const names = [...nodes(parsed.tree)].flatMap((node) =>
    (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name)
      ? [node.name.text]
      : [],
  );
  return new Set(names);
}
