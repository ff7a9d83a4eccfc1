/** Some words of the customer's are selected: shall they be noted as known? One button beside them; the key O does the same. */
import { useEffect, useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { useMay } from '../../../sync/me.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';
import { keepSelected, selectedText } from './selected-text.ts';

const gapPx = 8;
const heightPx = 28;

export function NoteSelected({ inbox }: { readonly inbox: Inbox }) {
  const mayKnow = useMay('customer:write');
  const [place, setPlace] = useState<{ readonly left: number; readonly top: number } | null>(null);
  useEffect(() => {
    if (!mayKnow) return undefined;
    const look = () => {
      const found = selectedText();
      if (found !== null) keepSelected();
      setPlace(found === null ? null : { left: Math.max(gapPx, found.rect.left), top: Math.max(gapPx, found.rect.top - heightPx - gapPx) });
    };
    document.addEventListener('selectionchange', look);
    window.addEventListener('scroll', look, true);
    return () => {
      document.removeEventListener('selectionchange', look);
      window.removeEventListener('scroll', look, true);
    };
  }, [mayKnow]);
  if (place === null || inbox.dialog !== null) return null;
  return (
    <div className="pop-box fixed z-30" style={place}>
      {/* Pressing it must not take the selection away first. */}
      <Button size="small" weight="plain" onPointerDown={(event) => event.preventDefault()} onClick={() => inbox.setDialog('fact')}>
        {say('facts.noteSelected')}
      </Button>
    </div>
  );
}
