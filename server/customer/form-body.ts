/**
 * What did a form without scripts send, and what does a person read when it was not taken? Both ways a browser may send a form are read; one
 * that is too large is read to its end and dropped, because a browser that is cut off in the middle shows its own error instead of our page.
 */
import { say } from '@meanwhile/core/commitment/words/words-for.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { RefusalCode } from '@meanwhile/wire/refusal-codes.ts';
import type { FastifyRequest } from 'fastify';
import { formFields } from './hosted-page.ts';
import { Refused } from '../platform/http/problem.ts';

/** Before the body is checked: a form sent as `multipart/form-data` is made what the other kind is. Files are refused. */
export async function readMultipart(request: FastifyRequest): Promise<void> {
  if (!request.isMultipart()) return;
  if (!(Number(request.headers['content-length']) <= limits.jsonBodyBytes)) throw new Refused('body_too_large');
  const fields: Record<string, string> = {};
  const bounds = { fieldSize: limits.jsonBodyBytes, fields: limits.formFields, files: 0 };
  for await (const part of request.parts({ limits: bounds })) if (part.type === 'field') fields[part.fieldname] = String(part.value);
  request.body = fields;
}

/** Reads what is still to come and keeps nothing of it; what is larger than any upload is cut off. */
export async function dropRest({ raw }: FastifyRequest): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of raw) {
      bytes += (chunk as Buffer).byteLength;
      if (bytes > limits.uploadBodyBytes) return;
    }
  } catch (error) {
    // Whoever hung up reads no page.
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET' && (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
      throw error;
  }
}

/** What could be read of it; nothing where the body itself was refused. */
export function typedIn({ body }: FastifyRequest): { readonly text: string; readonly email: string } {
  const fields = (body ?? {}) as Record<string, unknown>;
  const told = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return { text: told(formFields.text), email: told(formFields.email).trim() };
}

/** The sentence above the form; it says that a text is kept only where it is in the field again. */
export function notTakenWords(code: RefusalCode, locale: string, text: string): string {
  if (code === 'body_too_large') return tooLong(locale);
  if (code === 'identity_refused') return say('state.signIn', locale);
  if (text === '') return say('text.empty', locale);
  return say(code === 'too_many_requests' ? 'error.tooFast' : 'own.failed', locale);
}

export function tooLong(locale: string): string {
  return say('text.tooLong', locale, { limit: new Intl.NumberFormat(locale).format(limits.messageTextChars) });
}
