/**
 * How do whole tables leave and enter PostgreSQL? By COPY over an ordinary `pg` connection, with backpressure both ways
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY). It does not know what the bytes mean.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type pg from 'pg';

/** The part of pg's connection that COPY needs; pg's own types leave it out. */
interface CopyConnection {
  readonly stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  sendCopyFail(reason: string): void;
  endCopyFrom(): void;
}

/** PostgreSQL sends one message per row; rows are gathered to blocks of this size. */
const blockBytes = 64 * 1024;

/** The bytes of `COPY … TO STDOUT`. Stop reading early only by giving the connection up. */
export function copyOut(client: pg.ClientBase, statement: string): AsyncIterable<Buffer> {
  const out = new CopyOut(statement);
  client.query(out as unknown as pg.Submittable);
  return out.readable as AsyncIterable<Buffer>;
}

class CopyOut {
  readonly readable: Readable;
  readonly #statement: string;
  #connection: CopyConnection | undefined;
  #rows: Buffer[] = [];
  #size = 0;

  constructor(statement: string) {
    this.#statement = statement;
    this.readable = new Readable({ highWaterMark: 4 * blockBytes, read: () => void this.#connection?.stream.resume() });
  }
  submit(connection: CopyConnection): void {
    this.#connection = connection;
    connection.query(this.#statement);
  }
  handleCopyData(message: { chunk: Buffer }, connection: CopyConnection): void {
    // The parser uses its buffer again for the next message, so the row is copied.
    this.#rows.push(Buffer.from(message.chunk));
    this.#size += message.chunk.length;
    if (this.#size >= blockBytes && !this.#flush()) connection.stream.pause();
  }
  #flush(): boolean {
    const block = Buffer.concat(this.#rows);
    this.#rows = [];
    this.#size = 0;
    return this.readable.push(block);
  }
  handleCommandComplete(): void {
    if (this.#size > 0) this.#flush();
  }
  handleReadyForQuery(): void {
    this.readable.push(null);
  }
  handleError(error: Error): void {
    this.#connection?.stream.resume();
    this.readable.destroy(error);
  }
}

/** Feeds `COPY … FROM STDIN`; resolves when the server has taken all of it. Rejects with the server's reason or the source's. */
export function copyIn(client: pg.ClientBase, statement: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(statement, chunks, resolve, reject) as unknown as pg.Submittable);
  });
}

class CopyIn {
  readonly #statement: string;
  readonly #chunks: AsyncIterable<Buffer>;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;
  #failure: Error | undefined;

  constructor(statement: string, chunks: AsyncIterable<Buffer>, resolve: () => void, reject: (error: Error) => void) {
    this.#statement = statement;
    this.#chunks = chunks;
    this.#resolve = resolve;
    this.#reject = reject;
  }
  submit(connection: CopyConnection): void {
    connection.query(this.#statement);
  }
  handleCopyInResponse(connection: CopyConnection): void {
    this.#feed(connection).catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
      connection.sendCopyFail(this.#failure.message.slice(0, 200));
    });
  }
  async #feed(connection: CopyConnection): Promise<void> {
    for await (const chunk of this.#chunks) {
      if (this.#failure !== undefined) return;
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain) await Promise.race([once(connection.stream, 'drain'), once(connection.stream, 'close')]);
    }
    if (this.#failure === undefined) connection.endCopyFrom();
  }
  handleCommandComplete(): void {
    // The end is ReadyForQuery, after which the connection may be used again.
  }
  handleReadyForQuery(): void {
    this.#resolve();
  }
  handleError(error: Error): void {
    const reason = this.#failure ?? error;
    this.#failure = reason;
    this.#reject(reason);
  }
}
