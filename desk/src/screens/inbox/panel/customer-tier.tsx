/** Of which tier is the customer? Chosen where it stands; absent in a workspace that knows none. */
import type { Customer } from '@meanwhile/wire/records.ts';
import { Menu, MenuItem } from '../../../parts/menu.tsx';
import { useMay } from '../../../sync/me.ts';
import { useTiers } from '../../../sync/tiers.ts';
import { giveTier } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';

export function CustomerTier({ customer }: { readonly customer: Customer }) {
  const tiers = useTiers().data?.keys ?? [];
  const mayWrite = useMay('customer:write');
  if (tiers.length === 0 && customer.tier === null) return null;
  return (
    <div className="-ml-1.5 flex items-center gap-1">
      <span className="px-1.5 text-small text-faint">{say('tier.label')}</span>
      <Menu
        trigger={
          <button
            type="button"
            disabled={!mayWrite}
            className="min-h-7 min-w-0 truncate rounded-sm px-1.5 text-left enabled:hover:bg-sunken disabled:cursor-default"
          >
            {customer.tier ?? <span className="text-muted">{say('tier.none')}</span>}
          </button>
        }
      >
        <MenuItem chosen={customer.tier === null} onSelect={() => void giveTier(customer.id, null)}>
          {say('tier.none')}
        </MenuItem>
        {tiers.map((tier) => (
          <MenuItem key={tier} chosen={tier === customer.tier} onSelect={() => void giveTier(customer.id, tier)}>
            {tier}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
