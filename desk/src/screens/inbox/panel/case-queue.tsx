/** In which queue does the case lie, and why is it in these hands? Moved where it stands; absent in a workspace without queues. */
import { useQuery } from '@tanstack/react-query';
import type { AssignmentRecord } from '@meanwhile/wire/queues.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { paths } from '../../../paths.ts';
import { Menu, MenuItem } from '../../../parts/menu.tsx';
import { useAct } from '../../../sync/act.ts';
import { get, post, type Listing } from '../../../sync/api.ts';
import { putRow } from '../../../sync/cases.ts';
import { useMay } from '../../../sync/me.ts';
import { useQueues } from '../../../sync/queues.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';

export function CaseQueue({ row, className }: { readonly row: CaseRow; readonly className: string }) {
  const queues = useQueues().data?.items ?? [];
  const mayWrite = useMay('case:write');
  const move = useAct<string | null, CaseRow>((queueId) => post<CaseRow>(paths.caseQueue(row.id), { queueId }), { then: putRow });
  const name = queues.find((queue) => queue.id === row.queueId)?.name;
  return (
    <div>
      <Menu
        trigger={
          <button type="button" disabled={!mayWrite || move.busy} className={className}>
            {name ?? <span className="text-muted">{say('panel.noQueue')}</span>}
          </button>
        }
      >
        {queues.map((queue) => (
          <MenuItem key={queue.id} chosen={queue.id === row.queueId} onSelect={() => move.run(queue.id)}>
            {queue.name}
          </MenuItem>
        ))}
        <MenuItem onSelect={() => move.run(null)}>{say('panel.queueByRule')}</MenuItem>
      </Menu>
      {move.error !== null && <p className="px-1.5 text-small">{move.error}</p>}
      <Why row={row} />
    </div>
  );
}

function Why({ row }: { readonly row: CaseRow }) {
  const assignments = useQuery({
    queryKey: ['assignments', row.id, row.assignee?.id ?? null],
    queryFn: () => get<Listing<AssignmentRecord>>(paths.assignments(row.id)),
    enabled: row.queueId !== null,
  });
  const [last] = assignments.data?.items ?? [];
  if (last === undefined || last.memberId !== (row.assignee?.id ?? null)) return null;
  return (
    <p className="px-1.5 text-small text-faint">
      {whyWords(last)} · {momentWords(last.assignedAt)}
    </p>
  );
}

/** “Given: has the most room; 2nd of those waiting.” */
function whyWords({ how, because }: AssignmentRecord): string {
  if (how === 'requeued') return say('panel.requeued');
  const reasons = Array.isArray(because['because']) ? because['because'].filter((one): one is string => typeof one === 'string') : [];
  const known = reasons.filter((one): one is Reason => reasonKeys.has(one)).map((one) => say(`panel.why.${one}` as const));
  const rank = typeof because['rank'] === 'number' ? because['rank'] : 1;
  return say(how === 'taken' ? 'panel.taken' : 'panel.given', { why: known.join(', '), rank });
}

type Reason = 'knows_customer' | 'speaks_language' | 'most_room';
const reasonKeys: ReadonlySet<string> = new Set<Reason>(['knows_customer', 'speaks_language', 'most_room']);
