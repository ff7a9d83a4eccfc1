/**
 * How is something answered that never became a request? As a problem like every other refusal, written to the bare connection, which ends
 * with it. Nothing of what was sent is repeated.
 */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { refusalCodes, type RefusalCode } from '@meanwhile/wire/refusal-codes.ts';

const codes: Readonly<Record<string, RefusalCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_too_slow',
};

export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // Broken off by the other side: nobody is listening any more.
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const code = codes[error.code ?? ''] ?? 'bad_request';
  const { status, title } = refusalCodes[code];
  const body = JSON.stringify({ type: `/problems/${code}`, title, status, code, instance: randomUUID() });
  if (socket.writable)
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
        'content-type: application/problem+json',
        `content-length: ${Buffer.byteLength(body)}`,
        'cache-control: no-store',
        'x-content-type-options: nosniff',
        "content-security-policy: default-src 'none'; frame-ancestors 'none'",
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  socket.destroy(error);
}
