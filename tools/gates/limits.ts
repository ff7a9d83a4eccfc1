/**
 * Does a bound stand anywhere but in `core/kernel/limits.ts`? Lengths, counts and ranges in the schemas of requests, constants that call
 * themselves a maximum, and options such as `maxParamLength`. Numbers of a rule (how long a thank-you may be) are the rule's own, so `core` is
 * looked at for its schemas alone; 0 and 1 bound a share or a flag and limit nothing.
 */
import ts from 'typescript';
import { filesBelow, isTest, type Finding } from './finding.ts';
import { lineOf, nodes, parse, type Parsed } from './syntax.ts';

const guarded = /^(channels|wire|server)\/.*\.ts$/;
const exempt = (path: string): boolean => isTest(path) || /^channels\/conformance\/|\/test-[a-z-]+\.ts$|\.fixture\.ts$/.test(path);

const bounds = new Set(['max', 'lt', 'lte']);
const makers = new Set(['plainName', 'plainLine', 'boundedText']);
const maximum = /^(max|most|longest|largest)[A-Z]|(Max|Limit|AtMost)(Ms)?$/;
const units = new Set(['secondMs', 'minuteMs', 'hourMs', 'dayMs']);
const option = /^max[A-Z]|Limit$|^requestTimeout$/;

/** Bounds written as numbers where they are used, with the line. */
export function limitFindings(root: string): Finding[] {
  return filesBelow(root, guarded)
    .filter((file) => !exempt(file.path))
    .map(parse)
    .flatMap((parsed) =>
      [...nodes(parsed.tree)].flatMap((node) => {
        const name = boundedBy(node);
        return name === undefined ? [] : [{ file: parsed.path, line: lineOf(parsed, node), what: say(name, parsed, node) }];
      }),
    );
}

const say = (name: string, parsed: Parsed, node: ts.Node): string =>
  `\`${name}\` is a number here (${node.getText(parsed.tree).slice(0, 60)}): limits stand in core/kernel/limits.ts`;

function boundedBy(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) return boundOfCall(node);
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && maximum.test(node.name.text) && isNumber(node.initializer))
    return node.name.text;
  if (ts.isPropertyAssignment(node) && option.test(node.name.getText()) && isNumber(node.initializer)) return node.name.getText();
  return undefined;
}

function boundOfCall({ expression, arguments: given }: ts.CallExpression): string | undefined {
  if (ts.isPropertyAccessExpression(expression)) {
    const { name } = expression;
    return bounds.has(name.text) && expression.expression.getText() !== 'Math' && isNumber(given[0]) ? name.text : undefined;
  }
  if (!ts.isIdentifier(expression) || !makers.has(expression.text)) return undefined;
  return isNumber(given.at(-1)) ? expression.text : undefined;
}

/** A number above 1, written out or reckoned from written ones and units: `60 * 24`, `400 * dayMs`; not `2 * limits.nameChars`. */
function isNumber(node: ts.Node | undefined): boolean {
  if (node === undefined) return false;
  if (ts.isNumericLiteral(node)) return Number(node.text.replaceAll('_', '')) > 1;
  if (ts.isParenthesizedExpression(node)) return isNumber(node.expression);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind === ts.SyntaxKind.SlashToken) return false;
  const isUnit = (side: ts.Node): boolean => ts.isIdentifier(side) && units.has(side.text);
  const [left, right] = [isNumber(node.left), isNumber(node.right)];
  return (left || isUnit(node.left)) && (right || isUnit(node.right)) && (left || right);
}
