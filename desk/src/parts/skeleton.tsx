/** Something is coming. Appears only after 200 ms, so that quick answers never flicker. */
import { useEffect, useState } from 'react';
import { say } from '../words/say.ts';

const patienceMs = 200;

export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div role="status" aria-label={say('loading')} className="flex flex-col gap-5 p-4">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex flex-col gap-2 opacity-80">
          <div className={`h-3 rounded-sm bg-sunken ${index % 2 === 0 ? 'w-2/5' : 'w-1/3'}`} />
          <div className={`h-3 rounded-sm bg-sunken ${index % 3 === 0 ? 'w-4/5' : 'w-3/5'}`} />
        </div>
      ))}
    </div>
  );
}
