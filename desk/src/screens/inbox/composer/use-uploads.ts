/** Which files are on their way into this draft? Checks their size first, shows progress, keeps what failed so it can be tried again. */
import { limits } from '@meanwhile/wire/limits.ts';
import { useCallback, useState } from 'react';
import { notify } from '../../../parts/toast.tsx';
import { isProblem } from '../../../sync/api.ts';
import { reasonOf } from '../../../words/reason.ts';
import { say } from '../../../words/say.ts';
import { editDraft, readDraft } from './drafts.ts';
import { upload } from './upload.ts';

export interface PendingFile {
  readonly key: string;
  readonly file: File;
  readonly share: number;
  readonly failed: string | null;
  readonly abort: () => void;
}

export interface Uploads {
  readonly pending: readonly PendingFile[];
  readonly add: (files: readonly File[]) => void;
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
    async (key: string, file: File) => {
      const running = upload(file, (share) => change(key, { share }));
      setPending((all) => [...all.filter((one) => one.key !== key), { key, file, share: 0, failed: null, abort: running.abort }]);
      try {
        const attachment = await running.done;
        remove(key);
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
    (files: readonly File[]) => {
      const room = limits.attachmentsPerMessage - readDraft(caseId).files.length;
      if (files.length > room) notify({ title: say('composer.tooMany', { n: limits.attachmentsPerMessage }) });
      for (const file of files.slice(0, Math.max(0, room))) {
        if (file.size > limits.attachmentBytes) {
          const reason = say('composer.tooLarge', { mb: Math.floor(limits.attachmentBytes / 1024 / 1024) });
          notify({ title: say('composer.fileFailed', { name: file.name, reason }), urgent: true });
        } else void begin(crypto.randomUUID(), file);
      }
    },
    [caseId, begin],
  );
  return {
    pending,
    add,
    again: (key) => {
      const one = pending.find((file) => file.key === key);
      if (one !== undefined) void begin(key, one.file);
    },
    drop: (key) => {
      pending.find((file) => file.key === key)?.abort();
      remove(key);
    },
  };
}
