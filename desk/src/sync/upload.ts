/** How does a file get to the server? By XMLHttpRequest, because fetch does not tell how far an upload is. */
import type { Attachment } from '@meanwhile/wire/records.ts';
import { api } from '../links.ts';
import { headersOf, Problem, problemOf, urlOf } from './api.ts';

export interface Upload {
  readonly done: Promise<Attachment>;
  readonly abort: () => void;
}

/** `onShare` hears how much is there, 0 to 1. The promise fails with a `Problem`. */
export function upload(file: File, onShare: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    request.upload.addEventListener('progress', (event) => onShare(event.total === 0 ? 0 : event.loaded / event.total));
    request.addEventListener('load', () => {
      const body = request.response as unknown;
      if (request.status >= 200 && request.status < 300) resolve(body as Attachment);
      else reject(problemOf(request.status, body));
    });
    request.addEventListener('error', () => reject(new Problem({ code: 'unreachable', status: 0, title: 'The server did not answer.' })));
    request.addEventListener('abort', () => reject(new Problem({ code: 'aborted', status: 0, title: 'Aborted' })));
  });
  request.open('POST', urlOf(api.attachments()));
  request.responseType = 'json';
  for (const [name, value] of Object.entries(headersOf({ idempotencyKey: crypto.randomUUID() }))) request.setRequestHeader(name, value);
  const form = new FormData();
  form.append('file', file, file.name);
  request.send(form);
  return { done, abort: () => request.abort() };
}
