/** Does mail to this channel arrive, and once? Sends a test mail on request and says what became of it, in words. */
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { useNow } from '../../sync/clock.ts';
import { sayHanded } from '../../words/handed-over.ts';
import { mailTestQuery, sendMailTest } from './channels-data.ts';
import type { MailTest as Test } from '@meanwhile/wire/mail-in.ts';

interface MailTestProps {
  readonly channelId: string;
  readonly address: string;
}

/** Forwarders take their time; after this long people should look for the reason, and it may still come. */
const patienceMs = 120_000;
const lookEveryMs = 5_000;

export function MailTest({ channelId, address }: MailTestProps) {
  const { queryKey } = mailTestQuery(channelId);
  const test = useQuery(mailTestQuery(channelId)).data;
  const nowAt = useNow(lookEveryMs);
  const send = useAct<void, Test>(() => sendMailTest(channelId), { refresh: [queryKey] });
  return (
    <Section title={sayHanded('mailTest.title')} lead={sayHanded('mailTest.lead', { address })}>
      {test === undefined || test.state === 'none' ? null : <p role="status">{resultWords(test, address, nowAt)}</p>}
      <FormError text={send.error} />
      <Button className="self-start" busy={send.busy} onClick={() => send.run()}>
        {sayHanded('mailTest.send')}
      </Button>
    </Section>
  );
}

function resultWords({ state, sentAt, arrivalCount }: Test, address: string, nowAt: number): string {
  if (state === 'none') return '';
  if (state === 'waiting' && sentAt !== null && nowAt - Date.parse(sentAt) > patienceMs) return sayHanded('mailTest.nothing', { address });
  return sayHanded(`mailTest.${state}`, { n: arrivalCount });
}
