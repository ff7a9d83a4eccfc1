/** The pieces of a mailbox's set-up: the fields of one server, what a test found, and which records stand in the DNS. */
import { Chip } from '../../parts/chip.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { say } from '../../words/say.ts';
import type { DnsRecord, MailboxTest, MailServer } from '@meanwhile/wire/mailboxes.ts';

export interface ServerFieldsProps {
  readonly label: string;
  readonly server: MailServer;
  readonly onChange: (server: MailServer) => void;
}

const securities = ['tls', 'starttls'] as const;

export function ServerFields({ label, server, onChange }: ServerFieldsProps) {
  return (
    <div className="grid w-full gap-3 sm:grid-cols-[1fr_6rem_10rem]">
      <TextField
        label={label}
        required
        maxLength={253}
        value={server.host}
        onChange={(host) => onChange({ ...server, host: host.trim() })}
      />
      <TextField
        label={say('mailbox.port')}
        inputMode="numeric"
        value={String(server.port)}
        onChange={(port) => onChange({ ...server, port: Number(port.replace(/\D/g, '').slice(0, 5)) })}
      />
      <Field label={say('mailbox.security')}>
        <Select
          options={securities.map((value) => ({ value, label: say(`mailbox.security.${value}`) }))}
          value={server.security}
          onChange={(security) => onChange({ ...server, security })}
        />
      </Field>
    </div>
  );
}

export function TestResult({ result }: { readonly result: MailboxTest | null }) {
  return <div role="status">{result === null ? null : <Results {...result} />}</div>;
}

function Results({ incoming, outgoing }: MailboxTest) {
  return (
    <>
      <p>
        {incoming.trouble === null
          ? say('mailbox.testedIn', { n: incoming.mailCount ?? 0 })
          : say('mailbox.failedIn', { why: say(`mailbox.trouble.${incoming.trouble}`) })}
      </p>
      {outgoing === null ? null : (
        <p>
          {outgoing.trouble === null
            ? say('mailbox.testedOut')
            : say('mailbox.failedOut', { why: say(`mailbox.trouble.${outgoing.trouble}`) })}
        </p>
      )}
    </>
  );
}

export function DnsRecords({ records }: { readonly records: readonly DnsRecord[] }) {
  return (
    <Section title={say('mailbox.dns')} lead={say('mailbox.dnsLead')}>
      <ul className="flex w-full flex-col gap-3">
        {records.map((record) => (
          <li key={record.kind} className="flex flex-col gap-1">
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{say(`mailbox.dns.${record.kind}`)}</span>
              <Chip tone={record.state === 'right' ? 'accent' : 'neutral'}>{say(`mailbox.dns.${record.state}`)}</Chip>
            </p>
            {record.found.map((found) => (
              <code key={found} className="text-small wrap-anywhere text-muted">
                {found}
              </code>
            ))}
            {record.wanted === null || record.state === 'right' ? null : (
              <CopyField label={say('mailbox.dns.publish', { name: record.name })} value={record.wanted} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
