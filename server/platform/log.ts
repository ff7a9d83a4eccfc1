/**
 * What is written to the log? One JSON object per line; errors as type, message, code and stack only (a database error carries its whole
 * connection, password included); values that look like our tokens, mail addresses and card numbers are blotted out.
 */
import { pino, type DestinationStream, type Logger } from 'pino';

const secrets = /\bmw_[\w-]{20,}|(?<![\w-])[\w-]{20,}\.[\w-]{6,10}\.[\w-]{22}\b|(?<=Bearer )\S+|\beyJ[\w-]{10,}\.[\w-]+\.[\w-]*/g;
const addresses = /[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;
const cards = /\b(?:\d[ -]?){12,18}\d\b/g;

export function scrub(text: string): string {
  return text.replace(secrets, '[secret]').replace(addresses, '[address]').replace(cards, '[number]');
}

interface ErrorLine {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorLine;
}

function errorLine(error: unknown, depth = 0): ErrorLine {
  if (!(error instanceof Error)) return { type: typeof error, message: scrub(String(error)) };
  const { code } = error as Error & { code?: unknown };
  return {
    type: error.name,
    message: scrub(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: scrub(error.stack) }),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: errorLine(error.cause, depth + 1) }),
  };
}

export function createLog(level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // Requests, and what the multipart reader says of them, carry every header of the caller.
    serializers: { err: (error: unknown) => errorLine(error), req: () => undefined, res: () => undefined, busboyOptions: () => undefined },
    redact: {
      paths: [
        'authorization',
        'cookie',
        'token',
        'password',
        'secret',
        '*.authorization',
        '*.cookie',
        '*.token',
        '*.password',
        '*.secret',
        'busboyOptions.headers',
      ],
      censor: '[secret]',
    },
    hooks: {
      logMethod(this: Logger, args: Parameters<pino.LogFn>, method: pino.LogFn) {
        method.apply(this, args.map((arg) => (typeof arg === 'string' ? scrub(arg) : arg)) as Parameters<pino.LogFn>);
      },
    },
  };
  return to === undefined ? pino(options) : pino(options, to);
}
