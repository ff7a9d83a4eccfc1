/**
 * Which functions of the desk write to the server and change the screen themselves? Read from their syntax: a function sent out of its file that
 * calls, by itself or through others of its file, a write of `sync/api.ts` and one of the ways to change what is shown. Components and hooks
 * are not named: what they do stands in such a function, or waits for its answer in `sync/act.ts`.
 */
import ts from 'typescript';

const sends: ReadonlySet<string> = new Set(['post', 'put', 'patch', 'del', 'call']);
const shows: ReadonlySet<string> = new Set([
  'showRow',
  'putRow',
  'putNote',
  'putMessage',
  'putDraft',
  'dropMessage',
  'setQueryData',
  'setQueriesData',
  'invalidateQueries',
  'notify',
]);

interface Named {
  readonly node: ts.Node;
  readonly isExported: boolean;
}

/** `path`: below `desk/src`, without its ending. Gives `path/function` for each. */
export function writesOf(path: string, text: string): readonly string[] {
  const file = ts.createSourceFile(`${path}.ts`, text, ts.ScriptTarget.Latest, true);
  const own = namedOf(file);
  const sending = importedFrom(file, /(?:^|\/)api\.ts$/);
  const isWrite = (name: string): boolean => {
    const used = reach(name, own);
    return [...used].some((one) => sends.has(one) && sending.has(one)) && [...used].some((one) => shows.has(one));
  };
  return [...own]
    .filter(([name, { isExported }]) => isExported && !/^use[A-Z]/.test(name) && isWrite(name))
    .map(([name]) => `${path}/${name}`);
}

function namedOf(file: ts.SourceFile): ReadonlyMap<string, Named> {
  const named = new Map<string, Named>();
  for (const statement of file.statements) {
    const isExported = ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(isExport);
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined)
      named.set(statement.name.text, { node: statement, isExported });
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (ts.isIdentifier(name) && initializer !== undefined) named.set(name.text, { node: initializer, isExported });
  }
  return named;
}

const isExport = ({ kind }: ts.Node): boolean => kind === ts.SyntaxKind.ExportKeyword;

function importedFrom(file: ts.SourceFile, from: RegExp): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!from.test(statement.moduleSpecifier.text) || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const { name } of bindings.elements) names.add(name.text);
  }
  return names;
}

/** Every name used in `name` and in what it uses of its own file. */
function reach(name: string, own: ReadonlyMap<string, Named>, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) reach(node.text, own, seen);
    ts.forEachChild(node, visit);
  };
  const found = own.get(name);
  if (found !== undefined) visit(found.node);
  return seen;
}
