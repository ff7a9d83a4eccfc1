/** How does a file get to the server with its progress shown? By XMLHttpRequest, because fetch still cannot tell how much has left. */
import type { MessengerAttachment } from '@meanwhile/wire/messenger.ts';
import { readAnswer, unreachable } from './http.ts';
import type { Answer } from './http.ts';

export interface Upload {
  readonly done: Promise<Answer<MessengerAttachment>>;
  readonly cancel: () => void;
}

/** `share` of `onProgress` runs from 0 to 1. Never rejects. */
export function upload(path: string, token: string, file: File, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Answer<MessengerAttachment>>((settle) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => settle(readAnswer(request.status, request.responseText));
    request.onerror = request.onabort = () => settle(unreachable);
  });
  const form = new FormData();
  form.append('file', file, file.name);
  request.open('POST', path);
  request.setRequestHeader('authorization', `Bearer ${token}`);
  request.send(form);
  return { done, cancel: () => request.abort() };
}
