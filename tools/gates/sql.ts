/**
 * Does the database keep its hands off the clock, and is every statement written out? `now()` and its kin cannot be replayed, a bare
 * `pool.query` skips the workspace wall, and SQL glued together from strings is how injections are made. Looks at server code and migrations.
 */
import ts from 'typescript';
import { filesBelow, isTest, lineAt, type Finding } from './finding.ts';
import { lineOf, nodes, parse, writtenText, type Parsed } from './syntax.ts';

const clockCall =
  /\b(now\s*\(\s*\)|current_timestamp|current_date|current_time\b|localtimestamp|localtime\b|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)/i;
const looksLikeSql = /\b(select|insert\s+into|update|delete\s+from|values|with|where|set|default|create|alter|interval|returning)\b/i;
const platform = (path: string): boolean => path.startsWith('server/platform/');

export function sqlFindings(root: string): Finding[] {
  const migrations = filesBelow(root, /^server\/.*\.sql$/).flatMap((file) => inMigration(file.path, file.text));
  const code = filesBelow(root, /^(server|cli)\/.*\.ts$/)
    .filter((file) => !isTest(file.path))
    .map(parse)
    .flatMap(inCode);
  return [...migrations, ...code];
}

function inMigration(path: string, text: string): Finding[] {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, ' ');
  const code = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, blank);
  return [...code.matchAll(new RegExp(clockCall, 'gi'))].map((hit) => clockFinding(path, lineAt(code, hit.index), hit[0]));
}

function inCode(parsed: Parsed): Finding[] {
  return [...nodes(parsed.tree)].flatMap((node) => {
    const text = writtenText(node);
    const clock = text !== undefined && looksLikeSql.test(text) ? clockCall.exec(text) : null;
    if (clock && !setsTheClock(parsed.path, text ?? '')) return [clockFinding(parsed.path, lineOf(parsed, node), clock[0])];
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    return inCall(parsed, node, node.expression);
  });
}

/** The platform (and the doctor, who compares the two) may ask the database for its time alone, to set the one clock by it; a statement that does anything else may not. */
const setsTheClock = (path: string, text: string): boolean =>
  (platform(path) || path.startsWith('cli/')) &&
  /\bclock_timestamp\(\)/i.test(text) &&
  !/\b(from|where|insert|update|delete|create|values)\b(?!\s+clock_timestamp)/i.test(text);

function inCall(parsed: Parsed, call: ts.CallExpression, target: ts.PropertyAccessExpression): Finding[] {
  const at = { file: parsed.path, line: lineOf(parsed, call) };
  const found: Finding[] = [];
  const first = call.arguments[0];
  if (target.name.text === 'query' && /pool$/i.test(target.expression.getText()) && !platform(parsed.path)) {
    found.push({ ...at, what: 'a bare `pool.query`: tenant queries go through inWorkspace()' });
  }
  if (target.name.text === 'query' && first !== undefined && isGlued(first) && !(platform(parsed.path) && isDefinition(first))) {
    found.push({ ...at, what: 'SQL built from strings: pass values as parameters' });
  }
  if (
    target.name.text === 'raw' &&
    target.expression.getText() === 'sql' &&
    first !== undefined &&
    writtenText(first) === undefined &&
    !platform(parsed.path)
  ) {
    found.push({ ...at, what: '`sql.raw` with something that is not a literal' });
  }
  return found;
}

/** A template with a hole, or a sum with a part that is not written out. */
function isGlued(node: ts.Node): boolean {
  if (ts.isTemplateExpression(node)) return true;
  return ts.isBinaryExpression(node) && [node.left, node.right].some((side) => isGlued(side) || writtenText(side) === undefined);
}

/** Statements that take no parameters at all; only the platform has a reason to speak them. */
function isDefinition(node: ts.Node): boolean {
  return /^\s*(create|truncate|alter|drop|grant|revoke|comment|listen|unlisten)\b/i.test(writtenText(node) ?? '');
}

function clockFinding(file: string, line: number, call: string): Finding {
  return { file, line, what: `\`${call}\` in SQL: the instant is a parameter` };
}
