/** Which files are on their way into this draft? Checks their size first, shows progress, keeps what failed so it can be tried again. */
import type { Attachment } from '@meanwhile/wire/records.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { useCallback, useState } from 'react';
import { notify } from '../../../parts/toast.tsx';
import { isProblem } from '../../../sync/api.ts';
import { reasonOf } from '../../../words/reason.ts';
import { say } from '../../../words/say.ts';
import { editDraft, readDraft } from './drafts.ts';
import { upload } from '../../../sync/upload.ts';

export interface PendingFile {
  readonly key: string;
  readonly file: File;
  readonly share: number;
  readonly failed: string | null;
  readonly abort: () => void;
  readonly place: Place | undefined;
}

export type Place = (file: Attachment) => boolean;
const picture = /^image\/(?:png|jpeg|gif|webp)$/;

export interface Uploads {
  readonly pending: readonly PendingFile[];
  /** `place` puts an uploaded picture into the text; what it does not take becomes a file of the draft. */
  readonly add: (files: readonly File[], place?: Place) => void;
  readonly again: (key: string) => void;
  readonly drop: (key: string) => void;
}

export function useUploads(caseId: string): Uploads {
  const [pending, setPending] = useState<readonly PendingFile[]>([]);
  const change = useCallback((key: string, edit: Partial<PendingFile>) => {
    setPending((all) => all.map((one) => (one.key === key ? { ...one, ...edit } : one)));
  }, []);
  const remove = useCallback((key: string) => setPending((all) => all.filter((one) => one.key !== key)), []);

  const begin = useCallback(
    async (key: string, file: File, place: Place | undefined) => {
      const running = upload(file, (share) => change(key, { share }));
      setPending((all) => [...all.filter((one) => one.key !== key), { key, file, share: 0, failed: null, abort: running.abort, place }]);
      try {
        const attachment = await running.done;
        remove(key);
        if (place !== undefined && picture.test(attachment.mediaType) && place(attachment)) return;
        editDraft(caseId, {
          files: [...readDraft(caseId).files, { id: attachment.id, name: attachment.name, sizeBytes: attachment.sizeBytes }],
        });
      } catch (error) {
        if (isProblem(error, 'aborted')) remove(key);
        else change(key, { failed: reasonOf(error) });
      }
    },
    [caseId, change, remove],
  );

  const add = useCallback(
    (files: readonly File[], place?: Place) => {
      const { files: kept, pictures } = readDraft(caseId);
      const room = limits.attachmentsPerMessage - kept.length - pictures.length;
      if (files.length > room) notify({ title: say('composer.tooMany', { n: limits.attachmentsPerMessage }) });
      for (const file of files.slice(0, Math.max(0, room))) {
        if (file.size > limits.attachmentBytes) {
          const reason = say('composer.tooLarge', { mb: Math.floor(limits.attachmentBytes / 1024 / 1024) });
          notify({ title: say('composer.fileFailed', { name: file.name, reason }), urgent: true });
        } else void begin(crypto.randomUUID(), file, place);
      }
    },
    [caseId, begin],
  );
  return {
    pending,
    add,
    again: (key) => {
      const one = pending.find((file) => file.key === key);
      if (one !== undefined) void begin(key, one.file, one.place);
    },
    drop: (key) => {
      pending.find((file) => file.key === key)?.abort();
      remove(key);
    },
  };
}
