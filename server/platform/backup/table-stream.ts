/** What passes by? Counts rows and hashes the COPY text of a table while it streams; COPY escapes line ends, so a newline is a row. */
import { createHash } from 'node:crypto';

export interface Passed {
  rowCount: number;
  sha256: string;
}

export function watch(content: AsyncIterable<Buffer>): { stream: AsyncIterable<Buffer>; passed(): Passed } {
  const hash = createHash('sha256');
  let rowCount = 0;
  async function* through(): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      hash.update(chunk);
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rowCount += 1;
      yield chunk;
    }
  }
  return { stream: through(), passed: () => ({ rowCount, sha256: hash.digest('hex') }) };
}

/** Reads everything and keeps only what was counted. */
export async function measure(content: AsyncIterable<Buffer>): Promise<Passed> {
  const { stream, passed } = watch(content);
  for await (const chunk of stream) void chunk;
  return passed();
}
