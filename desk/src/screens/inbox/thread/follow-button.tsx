/** Follow this case without having it: news in it are told as notices. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { BellPlus, BellRing } from 'lucide-react';
import { useMemo } from 'react';
import { IconButton } from '../../../parts/icon-button.tsx';
import { useCommands } from '../../../shell/commands.ts';
import { useMe } from '../../../sync/me.ts';
import { follow, useFollowers } from '../../../sync/notices.ts';
import { useAgents } from '../../../sync/people.ts';
import { say } from '../../../words/say.ts';

export function FollowButton({ row }: { readonly row: CaseRow }) {
  const memberId = useMe().data?.memberId ?? null;
  const name = useAgents().data?.find(({ id }) => id === memberId)?.name ?? '';
  const followers = useFollowers(row.id).data;
  const isFollowed = followers?.some(({ id }) => id === memberId) ?? false;
  const label = say(isFollowed ? 'follow.stop' : 'follow.start');
  const caseId = row.id;
  const commands = useMemo(() => {
    if (memberId === null) return [];
    return [{ id: 'follow', label, group: say('command.here'), run: () => void follow(caseId, { id: memberId, name }, !isFollowed) }];
  }, [memberId, name, caseId, label, isFollowed]);
  useCommands('follow', commands);
  if (memberId === null) return null;
  return (
    <IconButton
      className="max-sm:hidden"
      label={label}
      aria-pressed={isFollowed}
      icon={isFollowed ? <BellRing size={16} aria-hidden /> : <BellPlus size={16} aria-hidden />}
      onClick={() => commands[0]?.run()}
    />
  );
}
