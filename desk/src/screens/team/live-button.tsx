/** “I’m live”: a live shift of one’s own from now on, and its end. Beside the plan only with a reason, which is asked for when it is needed. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { isProblem } from '../../sync/api.ts';
import { say } from '../../words/say.ts';
import { clockWords } from '../../words/times.ts';
import { liveQuery, sayLive, staffQuery, type LiveAnswer } from './staff-data.ts';

export function LiveButton() {
  const { shift } = useQuery(liveQuery).data ?? { shift: null };
  const [asks, setAsks] = useState(false);
  const [why, setWhy] = useState('');
  const refresh = [liveQuery.queryKey, staffQuery.queryKey, ['shifts']];
  const done = ({ shift: now }: LiveAnswer) =>
    now === null ? say('staff.nowLater') : say('staff.nowLive', { at: clockWords(now.endsAt) });
  const end = useAct<void, LiveAnswer>(() => sayLive({ live: false }), { refresh, done });
  const begin = useAct<string | null, LiveAnswer>(
    async (exceptionReason) => {
      try {
        return await sayLive({ live: true, exceptionReason });
      } catch (error) {
        if (isProblem(error, 'shift_in_other_pool')) setAsks(true);
        throw error;
      }
    },
    { refresh, done, then: () => setAsks(false), words: { shift_in_other_pool: 'staff.liveInPlan' } },
  );
  if (shift !== null && !shift.byHand)
    return <span className="text-small text-muted">{say('staff.livePlanned', { at: clockWords(shift.endsAt) })}</span>;
  if (shift !== null)
    return (
      <Button busy={end.busy} onClick={() => end.run()}>
        {say('staff.endLive', { at: clockWords(shift.endsAt) })}
      </Button>
    );
  return (
    <>
      <Button busy={begin.busy} onClick={() => begin.run(null)}>
        {say('staff.goLive')}
      </Button>
      {begin.error !== null && !asks && <FormError text={begin.error} />}
      {asks && (
        <FormDialog
          open
          onClose={() => setAsks(false)}
          title={say('staff.goLive')}
          submit={say('staff.goLive')}
          onSubmit={() => begin.run(why.trim())}
          busy={begin.busy}
          incomplete={why.trim() === ''}
          error={begin.error}
        >
          <TextField label={say('staff.liveWhy')} hint={say('shifts.whyHint')} maxLength={200} autoFocus value={why} onChange={setWhy} />
        </FormDialog>
      )}
    </>
  );
}
