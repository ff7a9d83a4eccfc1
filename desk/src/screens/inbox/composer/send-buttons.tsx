/** Send, in the way chosen last; the other ways behind the arrow. */
import { ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { isApple, modKey } from '../../../parts/kbd.tsx';
import { Menu, MenuItem, MenuLine } from '../../../parts/menu.tsx';
import { say } from '../../../words/say.ts';
import { lastChoice, rememberChoice, sendChoices } from './send-choice.ts';
import type { SendChoice } from './send-choice.ts';

export const sendKeys = (): string => (isApple ? '⌘⏎' : `${modKey()} ⏎`);

export interface SendButtonsProps {
  readonly canSend: boolean;
  readonly onSend: (choice: SendChoice) => void;
  readonly onLater: () => void;
}

export function SendButtons({ canSend, onSend, onLater }: SendButtonsProps) {
  const [choice, setChoice] = useState(lastChoice);
  return (
    <div className="flex">
      <Button weight="primary" disabled={!canSend} className="rounded-r-none" title={sendKeys()} onClick={() => onSend(choice)}>
        {say(`send.${choice}`)}
        <span aria-hidden className="hidden text-small font-normal sm:inline">
          {sendKeys()}
        </span>
      </Button>
      <Menu
        side="top"
        align="end"
        trigger={
          <button
            type="button"
            aria-label={say('send.choose')}
            className={`flex h-9 w-8 items-center justify-center rounded-r border-l ${canSend ? 'border-white/30 bg-accent text-on-accent hover:bg-accent-hover' : 'border-surface bg-pressed text-muted hover:text-ink'}`}
          >
            <ChevronUp size={16} aria-hidden />
          </button>
        }
      >
        {sendChoices.map((one) => (
          <MenuItem
            key={one}
            chosen={one === choice}
            onSelect={() => {
              rememberChoice(one);
              setChoice(one);
              if (canSend) onSend(one);
            }}
          >
            {say(`send.${one}`)} <span className="text-faint">{say(`send.hint.${one}`)}</span>
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem disabled={!canSend} onSelect={onLater}>
          {say('later.title')}
        </MenuItem>
      </Menu>
    </div>
  );
}
