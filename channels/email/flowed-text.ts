/**
 * How do flowed lines become paragraphs again (RFC 3676)? Lines are joined only within one depth of quotation: an answer below a quoted line
 * that happens to end with a blank stays its writer's own.
 */

interface FlowedLine {
  readonly depth: number;
  readonly text: string;
  readonly isFlowed: boolean;
}

function flowedLine(line: string): FlowedLine {
  let depth = 0;
  while (line[depth] === '>') depth++;
  const rest = line.slice(depth);
  const text = rest.startsWith(' ') ? rest.slice(1) : rest;
  return { depth, text, isFlowed: text.endsWith(' ') && text !== '-- ' };
}

/** The text with soft line ends undone; `delSp`: the blank that marks one is not the writer's. Linear. */
export function unflow(text: string, delSp: boolean): string {
  const paragraphs: string[] = [];
  let pieces: string[] = [];
  let depth = 0;
  const close = () => {
    paragraphs.push((depth > 0 ? `${'>'.repeat(depth)} ` : '') + pieces.join(''));
    pieces = [];
  };
  let before: FlowedLine | null = null;
  for (const raw of text.split(/\r?\n/)) {
    const line = flowedLine(raw);
    const goesOn = before !== null && before.isFlowed && before.depth === line.depth && line.text !== '-- ';
    if (before !== null && !goesOn) close();
    if (goesOn && delSp) pieces.push((pieces.pop() ?? '').slice(0, -1));
    depth = line.depth;
    pieces.push(line.text);
    before = line;
  }
  close();
  return paragraphs.join('\n');
}
