/** Which files go with the message being written? Each is uploaded as soon as it is chosen, dropped or pasted; Send only names them. */
import type { limits } from '@meanwhile/core/kernel/limits.ts';
import type { MessengerAttachment } from '@meanwhile/wire/messenger.ts';
import { unreachable } from './http.ts';
import type { Answer } from './http.ts';
import type { Visit } from './session.ts';
import { size } from './times.ts';
import { upload } from './upload.ts';
import type { Upload } from './upload.ts';
import type { Store, TrayFile } from './view.ts';

/** The compiler keeps it equal to the server's limit, without shipping the whole table. */
const filesPerMessage: typeof limits.attachmentsPerMessage = 20;

export interface Tray {
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (key: string) => void;
  readonly again: (key: string) => void;
  /** Files that are with the server already, back from a message that was not sent. */
  readonly restore: (attachments: readonly MessengerAttachment[]) => void;
  /** Forgets all files after they went into a message. */
  readonly empty: () => void;
}

export function createTray(store: Store, visit: Visit, base: string): Tray {
  const running = new Map<string, Upload>();
  let count = 0;
  const change = (key: string, part: Partial<TrayFile>) =>
    store.set({ tray: store.get().tray.map((one) => (one.key === key ? { ...one, ...part } : one)) });
  const drop = ({ key, preview }: TrayFile) => {
    running.get(key)?.cancel();
    running.delete(key);
    if (preview) URL.revokeObjectURL(preview);
  };
  const start = async (key: string, file: File): Promise<void> => {
    const answer = await sendFile(store, visit, (token) => {
      const going = upload(`${base}/attachments`, token, file, (share) => change(key, { share }));
      running.set(key, going);
      return going.done;
    });
    running.delete(key);
    if (!store.get().tray.some((one) => one.key === key)) return;
    if (answer.ok) return change(key, { state: 'ready', share: 1, attachment: answer.body });
    const trouble = store.get().say(answer.code === 'file_refused' ? 'file.refused' : 'file.failed', { name: file.name });
    change(key, { state: 'failed' });
    store.set({ trouble });
  };
  const accept = (file: File) => {
    const key = String((count += 1));
    const preview = /^image\/(png|jpeg|gif|webp|avif)$/.test(file.type) ? URL.createObjectURL(file) : null;
    const fresh: TrayFile = { key, name: file.name, sizeBytes: file.size, file, preview, share: 0, state: 'uploading', attachment: null };
    store.set({ trouble: '', tray: [...store.get().tray, fresh] });
    void start(key, file);
  };

  return {
    add: (files) => {
      for (const file of files) {
        const trouble = refusal(store, file);
        if (trouble) store.set({ trouble });
        else accept(file);
      }
    },
    remove: (key) => {
      const { tray } = store.get();
      tray.filter((one) => one.key === key).forEach(drop);
      store.set({ tray: tray.filter((one) => one.key !== key), trouble: '' });
    },
    again: (key) => {
      const file = store.get().tray.find((one) => one.key === key)?.file;
      if (!file) return;
      change(key, { state: 'uploading', share: 0 });
      store.set({ trouble: '' });
      void start(key, file);
    },
    restore: (attachments) => {
      const back = attachments.map((attachment): TrayFile => {
        const { name, sizeBytes } = attachment;
        return { key: String((count += 1)), name, sizeBytes, file: null, preview: null, share: 1, state: 'ready', attachment };
      });
      store.set({ tray: [...store.get().tray, ...back] });
    },
    empty: () => {
      store.get().tray.forEach(drop);
      store.set({ tray: [] });
    },
  };
}

/** Why this file cannot come along, in the visitor's words; null when it can. The server checks again. */
function refusal(store: Store, { name, size: bytes }: File): string | null {
  const { say, settings, tray } = store.get();
  const { maxAttachmentBytes, locale } = settings;
  if (tray.length >= filesPerMessage) return say('file.tooMany', { limit: filesPerMessage });
  return bytes > maxAttachmentBytes ? say('file.tooLarge', { name, limit: size(maxAttachmentBytes, locale) }) : null;
}

/** Once, and once more with a renewed visit when the token had run out. */
async function sendFile<T>(store: Store, visit: Visit, go: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> {
  if (!store.get().session && !(await visit.begin())) return unreachable;
  const send = () => go(store.get().session?.token ?? '');
  const answer = await send();
  return !answer.ok && answer.status === 401 && (await visit.begin()) ? send() : answer;
}
