/** What can be done to the kept list that is shown: change it, move it, remove it (with a way back). */
import { ArrowLeft, ArrowRight, ChevronDown, Pencil, Trash2 } from 'lucide-react';
import type { SavedView } from '@meanwhile/wire/case-list.ts';
import { Menu, MenuItem } from '../../../parts/menu.tsx';
import { moveKept, removeKept } from '../../../sync/kept-lists.ts';
import { showAll } from '../../../sync/list-choice.ts';
import { say } from '../../../words/say.ts';

export function KeptMenu({ list, onChange }: { readonly list: SavedView; readonly onChange: () => void }) {
  const icon = { size: 14, 'aria-hidden': true } as const;
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={say('kept.menu', { name: list.name })}
          className="inline-flex h-7 w-6 items-center justify-center rounded text-faint hover:bg-sunken hover:text-ink"
        >
          <ChevronDown size={14} aria-hidden />
        </button>
      }
    >
      <MenuItem icon={<Pencil {...icon} />} onSelect={onChange}>
        {say('kept.change')}
      </MenuItem>
      <MenuItem icon={<ArrowLeft {...icon} />} onSelect={() => void moveKept(list, -1)}>
        {say('kept.earlier')}
      </MenuItem>
      <MenuItem icon={<ArrowRight {...icon} />} onSelect={() => void moveKept(list, 1)}>
        {say('kept.later')}
      </MenuItem>
      <MenuItem
        icon={<Trash2 {...icon} />}
        onSelect={() => {
          showAll();
          void removeKept(list);
        }}
      >
        {say('kept.remove')}
      </MenuItem>
    </Menu>
  );
}
