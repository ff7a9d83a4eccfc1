/** Who is told of what concerns them? The front door of the step: the loops a worker runs, and notices another step gives. Its routes are registered by `server/routes.ts`. */
import { startLoop, type Loop } from '../platform/jobs/loop.ts';
import type { Platform } from '../platform/platform.ts';
import { createNoticeReader } from './read-log.ts';
import { sendNotices, type NoticeDeps } from './send-notices.ts';

export { addNotices, tellSupervisors } from './read-log.ts';

/** Two loops: one reads what happened and writes notices, one sends them out. */
export function startNotices(platform: Platform, deps: NoticeDeps): Loop {
  const loops = [
    startLoop(platform, { name: 'read for notices', ring: 'events', round: createNoticeReader(platform) }),
    startLoop(platform, { name: 'send notices', ring: 'commitment', round: () => sendNotices(platform, deps) }),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await deps.fetch.close();
    },
  };
}
