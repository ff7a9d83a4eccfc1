/** Is what I see current? Says so only when it is not. */
import { useConnection } from '../sync/use-stream.ts';
import { say } from '../words/say.ts';

export function ConnectionBanner() {
  const connection = useConnection();
  const words = connection === 'offline' ? say('shell.offline') : connection === 'reconnecting' ? say('shell.reconnecting') : null;
  return (
    <div role="status" aria-live="polite">
      {words !== null && <p className="border-b border-line bg-paper px-4 py-2 text-small text-ink">{words}</p>}
    </div>
  );
}
