/**
 * What does a source file really contain? One parse with the TypeScript compiler and one walk over every node, so that gates look at code and
 * not at text: a word in a comment or a string never trips them. Types are not resolved here; oxlint does that.
 */
import ts from 'typescript';
import type { SourceFile } from './finding.ts';

export interface Parsed {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

export function parse(file: SourceFile): Parsed {
  const kind = file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return { path: file.path, text: file.text, tree: ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, kind) };
}

/** Every node, parents before children. */
export function* nodes(from: ts.Node): Generator<ts.Node> {
  yield from;
  const children: ts.Node[] = [];
  from.forEachChild((child) => void children.push(child));
  for (const child of children) yield* nodes(child);
}

export function lineOf(parsed: Parsed, node: ts.Node): number {
  return parsed.tree.getLineAndCharacterOfPosition(node.getStart(parsed.tree)).line + 1;
}

/** The text of a string or template as written, each `${…}` as a single `?`; undefined for any other node. */
export function writtenText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => `?${span.literal.text}`).join('');
}
