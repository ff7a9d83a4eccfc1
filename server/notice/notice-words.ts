/** What does a pushed or mailed notice say? Who and which case; never what a customer wrote: it passes through others' hands. */
import type { NoticeKind } from '@meanwhile/wire/notices.ts';

interface Told {
  readonly kind: NoticeKind;
  readonly number: number | null;
  /** Of the channel it is about. */
  readonly channel_name: string | null;
  readonly by_name: string | null;
}

export interface NoticeWords {
  line(told: Told): string;
  subject(count: number, workspace: string): string;
  readonly why: string;
}

const english: NoticeWords = {
  line({ kind, number, by_name, channel_name }) {
    if (kind === 'account') return `${channel_name ?? ''}: its provider says that something is wrong with the account`;
    if (kind === 'channel') return `${channel_name ?? ''} is open though it fails one of its three tests`;
    const who = by_name ?? 'Somebody';
    if (kind === 'mentioned') return `${who} mentioned you in case ${number ?? ''}`;
    if (kind === 'assigned') return `${who} gave you case ${number ?? ''}`;
    if (kind === 'urgent') return `Urgent: case ${number ?? ''}, danger to somebody or a service that is down`;
    if (kind === 'rule') return `A rule tells you of case ${number ?? ''}`;
    return kind === 'noted' ? `${who} added a note to case ${number ?? ''}` : `The customer wrote in case ${number ?? ''}`;
  },
  subject: (count, workspace) => (count === 1 ? `${workspace}: one notice for you` : `${workspace}: ${count} notices for you`),
  why: 'You can choose what comes by mail under Settings, Notices.',
};
const german: NoticeWords = {
  line({ kind, number, by_name, channel_name }) {
    if (kind === 'account') return `${channel_name ?? ''}: Beim Anbieter stimmt mit dem Konto etwas nicht`;
    if (kind === 'channel') return `${channel_name ?? ''} ist offen, obwohl eine der drei Prüfungen fehlschlägt`;
    const who = by_name ?? 'Jemand';
    if (kind === 'mentioned') return `${who} hat Sie in Fall ${number ?? ''} erwähnt`;
    if (kind === 'assigned') return `${who} hat Ihnen Fall ${number ?? ''} gegeben`;
    if (kind === 'urgent') return `Dringend: Fall ${number ?? ''}, Gefahr für jemanden oder ein Ausfall`;
    if (kind === 'rule') return `Eine Regel meldet Ihnen Fall ${number ?? ''}`;
    return kind === 'noted'
      ? `${who} hat in Fall ${number ?? ''} eine Notiz geschrieben`
      : `In Fall ${number ?? ''} hat der Kunde geschrieben`;
  },
  subject: (count, workspace) => (count === 1 ? `${workspace}: eine Meldung für Sie` : `${workspace}: ${count} Meldungen für Sie`),
  why: 'Was per Mail kommt, wählen Sie unter Einstellungen, Meldungen.',
};

/** In the workspace's language. */
export const noticeWords = (locale: string): NoticeWords => (locale.toLowerCase().startsWith('de') ? german : english);
