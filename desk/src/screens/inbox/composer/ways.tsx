/**
 * By which way does the answer go out? Said above the field; another can be chosen, and where the provider takes nothing any more it is said before
 * anything is written.
 */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { ReplyWayRecord, ReplyWays } from '@meanwhile/wire/reply-ways.ts';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../../links.ts';
import { Button } from '../../../parts/button.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { Menu, MenuItem, MenuLabel } from '../../../parts/menu.tsx';
import { get } from '../../../sync/api.ts';
import { channelName, useChannelTypes } from '../../../sync/channel-types.ts';
import { momentWords } from '../../../words/times.ts';
import { sayWay } from '../../../words/ways.ts';
import { ChannelGlyph } from '../channel-glyph.tsx';
import { chooseWay, useChosenWay } from './way-choice.ts';

const minuteMs = 60_000;
const waysQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['ways', caseId],
    queryFn: () => get<ReplyWays>(api.caseWays(caseId)),
    staleTime: minuteMs,
    refetchInterval: minuteMs,
  });

const sameWay = (a: ReplyWayRecord, b: ReplyWayRecord): boolean => a.channelId === b.channelId && a.identityId === b.identityId;

function useWayName(): (way: ReplyWayRecord) => string {
  const types = useChannelTypes();
  return ({ channelType, address }) => {
    const channel = channelName(channelType, types);
    return address === null ? channel : sayWay('by', { channel, address });
  };
}

/** Asked when somebody comes to it: most answers go where the customer wrote from. */
export function ChangeWay({ row }: { readonly row: CaseRow }) {
  const [wanted, setWanted] = useState(false);
  const asked = useQuery({ ...waysQuery(row.id), enabled: wanted });
  const ways = asked.data?.items ?? [];
  const name = useWayName();
  const chosen = useChosenWay(row.id);
  const current = chosen ?? ways.find((way) => way.isUsual) ?? null;
  return (
    <Menu
      align="start"
      side="top"
      trigger={<IconButton label={sayWay('change')} icon={<ChevronDown size={14} aria-hidden />} />}
      onOpenChange={() => setWanted(true)}
    >
      {ways.map((way) => (
        <MenuItem
          key={`${way.channelId} ${way.identityId}`}
          icon={<ChannelGlyph type={way.channelType} />}
          chosen={current !== null && sameWay(way, current)}
          disabled={way.blocked !== null}
          onSelect={() => chooseWay(row.id, way.isUsual ? null : way)}
        >
          {name(way)}
          {way.blocked === null ? '' : ` (${sayWay(way.blocked === 'stopped' ? 'silent' : 'shut')})`}
        </MenuItem>
      ))}
      {asked.isSuccess && ways.length < 2 ? <MenuLabel>{sayWay('none')}</MenuLabel> : null}
    </Menu>
  );
}

/** Counts down where the provider sets a limit; names what is left where it is over. */
export function WayState({ row }: { readonly row: CaseRow }) {
  const types = useChannelTypes();
  const type = types.find((one) => one.type === row.channelType);
  const chosen = useChosenWay(row.id);
  const asked = useQuery({ ...waysQuery(row.id), enabled: type?.way === 'chat' || chosen !== null });
  const name = useWayName();
  const ways = asked.data?.items ?? [];
  const current = ways.find((way) => (chosen === null ? way.isUsual : sameWay(way, chosen)));
  if (current === undefined || (current.blocked === null && current.closesAt === null)) return null;
  const values = { channel: channelName(current.channelType, types), when: current.closesAt === null ? '' : momentWords(current.closesAt) };
  if (current.blocked === null) return <p className="px-3 pt-1 text-small text-muted">{sayWay('closes', values)}</p>;
  const others = ways.filter((way) => way.blocked === null);
  return (
    <div role="status" className="mx-2 mt-1 flex flex-wrap items-center gap-2 rounded-sm bg-sunken px-2 py-1.5 text-small">
      <span className="min-w-0 flex-1 basis-60">{sayWay(current.blocked === 'stopped' ? 'stopped' : 'closed', values)}</span>
      {others.slice(0, 3).map((way) => (
        <Button key={`${way.channelId} ${way.identityId}`} size="small" onClick={() => chooseWay(row.id, way)}>
          {sayWay('instead', { channel: name(way) })}
        </Button>
      ))}
    </div>
  );
}
