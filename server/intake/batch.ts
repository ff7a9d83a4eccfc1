/**
 * What will be written for a batch of messages? Collected in memory while each event is decided, then saved in a handful of statements.
 * Row shapes are the tables'; instants are ISO text here because rows travel as JSON.
 */
import type { FileAbout } from '@meanwhile/channels/contract/file-about.ts';
import type { NewEvent } from '../platform/stream/append-event.ts';
import type { CaseFactsRow, SearchRow } from '../case/case.ts';
import type { Settled } from './intake.store.ts';

export interface AttachmentRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly message_id: string;
  readonly uploader: string;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly blob_key: string;
  readonly content_id: string | null;
  readonly inline: boolean;
  readonly about: FileAbout | null;
  readonly scan_state: 'none' | 'pending';
  readonly created_at: string;
}

export interface MessageRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly seq: number | null;
  readonly state: 'stored' | 'held';
  readonly author_kind: string;
  readonly author_id: string | null;
  readonly channel_id: string;
  readonly identity_id: string | null;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly visible_text: string | null;
  readonly received_at: string;
  readonly provider_at: string | null;
  readonly audience: 'everyone' | 'desk';
  readonly automatic: boolean;
  readonly sender_proof: string | null;
  readonly match_reason: string | null;
  readonly participants: unknown;
  readonly mail_message_id: string | null;
  readonly mail_references: string[] | null;
  readonly reply_to_id: string | null;
  readonly release_at: string | null;
  readonly then_verb: string | null;
}

export interface DeliveryRow {
  readonly id: string;
  readonly message_id: string;
  readonly conversation_id: string;
  readonly channel_id: string;
  readonly kind: 'reply' | 'acknowledgement' | 'notice';
  readonly recipient: string;
  readonly state: 'queued' | 'sent';
  readonly epoch: number;
  readonly created_at: string;
  readonly settled_at: string | null;
}

export interface CommitmentRow {
  readonly id: string;
  readonly customer_id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly message_id: string;
  readonly channel_id: string;
  readonly words: string;
  readonly locale: string;
  readonly place: 'acknowledgement';
  readonly told_at: string;
  readonly due_at: string;
  readonly basis: 'policy' | 'estimate';
  readonly work_ms: number | null;
  readonly estimated_at: string | null;
  readonly policy_id: string;
  readonly policy_version: number;
  readonly calendar_id: string;
  readonly calendar_version: number;
}

export interface WorkRow {
  readonly kind: 'delivery' | 'commitment' | 'scan' | 'live-wait' | 'reckon';
  readonly row_id: string;
  readonly lane: number;
  readonly due_at: string;
}

export interface LiveWaitRow {
  readonly message_id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly channel_id: string;
  readonly asked_at: string;
}

export class Batch {
  readonly customers: { id: string; name: string | null; locale: string | null; zone: string | null; created_at: string }[] = [];
  readonly identities: {
    id: string;
    customer_id: string;
    scheme: string;
    value: string;
    display: string | null;
    proof: string;
    proved_at: string | null;
    proved_how: string | null;
    created_at: string;
  }[] = [];
  readonly conversations: { id: string; customer_id: string; last_seq: number; created_at: string }[] = [];
  /** New sequence ends of conversations that existed before. */
  readonly sequences = new Map<string, number>();
  readonly newCases = new Map<string, CaseFactsRow>();
  readonly changedCases = new Map<string, CaseFactsRow>();
  readonly messages: MessageRow[] = [];
  readonly attachments: AttachmentRow[] = [];
  /** Uploaded earlier by the sender, now part of a message. */
  readonly claimedAttachments: { id: string; message_id: string; conversation_id: string }[] = [];
  readonly deliveries: DeliveryRow[] = [];
  readonly commitments: CommitmentRow[] = [];
  readonly liveWaits: LiveWaitRow[] = [];
  readonly work: WorkRow[] = [];
  readonly search: SearchRow[] = [];
  readonly events: NewEvent[] = [];
  readonly settled: Settled[] = [];
}
