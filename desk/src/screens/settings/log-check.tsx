/** Is the log whole? Works the chain out again when asked and says what it found, and which seal to keep elsewhere. */
import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { Button } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { sayLog } from '../../words/log.ts';
import { say } from '../../words/say.ts';
import { logCheckQuery } from './log-data.ts';
import type { AuditVerification } from '@meanwhile/wire/audit.ts';

export function LogCheck() {
  const check = useQuery({ ...logCheckQuery, enabled: false });
  return (
    <div className="flex flex-col items-start gap-3">
      <Button icon={<ShieldCheck size={16} aria-hidden />} busy={check.isFetching} onClick={() => void check.refetch()}>
        {sayLog('log.verify')}
      </Button>
      <div role="status" className="w-full">
        {check.data === undefined || check.isFetching ? null : <Found report={check.data} />}
      </div>
      {check.isError && !check.isFetching ? <ErrorState lead={say('screen.loadFailed')} onRetry={() => void check.refetch()} /> : null}
    </div>
  );
}

function Found({ report }: { readonly report: AuditVerification }) {
  return (
    <div className="flex flex-col gap-2 rounded border border-line p-3">
      {report.intact ? (
        <p className="font-medium">{sayLog('log.intact', { count: report.sealedEventCount })}</p>
      ) : (
        <>
          <p className="font-medium">{sayLog('log.broken')}</p>
          <ul className="list-disc pl-5 text-small wrap-anywhere">
            {report.findings.map((finding) => (
              <li key={`${finding.kind} ${finding.where}`}>{sayLog(`log.finding.${finding.kind}`, { where: finding.where })}</li>
            ))}
          </ul>
        </>
      )}
      {report.unsealedEventCount === 0 ? null : (
        <p className="text-small text-muted">{sayLog('log.newest', { count: report.unsealedEventCount })}</p>
      )}
      {report.head === null ? null : <CopyField label={sayLog('log.head')} hint={sayLog('log.headHint')} value={report.head} />}
    </div>
  );
}
