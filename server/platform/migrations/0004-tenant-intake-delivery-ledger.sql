-- Why: durable raw bytes, the outbox, the commitment ledger beside its clocks, and the append-only event log.
create table tenant.inbound (
  workspace_id uuid not null,
  id uuid not null,
  received_at timestamptz not null,
  channel_id uuid not null,
  -- Encrypted bytes, or null where they lie in the blob store under blob_key.
  raw bytea,
  blob_key text,
  size_bytes integer not null,
  envelope jsonb not null default '{}',
  parsed jsonb,
  state text not null check (state in ('pending', 'processed', 'quarantined', 'discarded')),
  reason text,
  settled_at timestamptz,
  primary key (workspace_id, id, received_at)
) partition by range (received_at);
create index inbound_quarantined on tenant.inbound (workspace_id, received_at desc, id) where state = 'quarantined';
-- Time is in the key of a partitioned table, so uniqueness lives here.
create table tenant.inbound_key (
  workspace_id uuid not null,
  channel_id uuid not null,
  dedupe_key text not null,
  inbound_id uuid not null,
  received_at timestamptz not null,
  primary key (workspace_id, channel_id, dedupe_key)
);
create table tenant.delivery (
  workspace_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  kind text not null check (kind in ('reply', 'acknowledgement', 'notice')),
  recipient text not null,
  state text not null check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'dropped')),
  attempt_count integer not null default 0,
  fence bigint not null default 0,
  lease_until timestamptz,
  -- Sends made before a restore must not go out again: a delivery is only claimable in its own epoch.
  epoch integer not null,
  provider_id text,
  outcome jsonb,
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  settled_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, message_id) references tenant.message (workspace_id, id)
);
create index delivery_of_message on tenant.delivery (workspace_id, message_id);
create index delivery_newest on tenant.delivery (workspace_id, created_at desc, id);
create index delivery_in_trouble on tenant.delivery (workspace_id, created_at desc, id) where state in ('failed', 'unknown');
create table tenant.commitment (
  workspace_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  conversation_id uuid not null,
  case_id uuid not null,
  -- The turn it answers, and where the customer read it.
  message_id uuid not null,
  channel_id uuid not null,
  kind text not null check (kind in ('reply')),
  words text not null,
  locale text not null,
  place text not null check (place in ('entry', 'acknowledgement', 'thread')),
  told_at timestamptz not null,
  due_at timestamptz not null,
  basis text not null check (basis in ('policy', 'estimate')),
  policy_id uuid not null,
  policy_version integer not null,
  calendar_id uuid not null,
  calendar_version integer not null,
  ending text check (ending in ('kept', 'broken', 'released')),
  ended_at timestamptz,
  ended_by_message_id uuid,
  ended_why text,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references tenant.conversation (workspace_id, id),
  check ((ending is null) = (ended_at is null))
);
create index commitment_running on tenant.commitment (workspace_id, conversation_id) where ending is null;
create index commitment_of_conversation on tenant.commitment (workspace_id, conversation_id, told_at);
create index commitment_newest on tenant.commitment (workspace_id, told_at desc, id);
-- The ledger is never rewritten: only the ending may be set, and only once.
create function tenant.commitment_ends_once() returns trigger language plpgsql as $$
begin
  if old.ending is not null
    or (new.words, new.locale, new.place, new.told_at, new.due_at, new.basis, new.message_id, new.policy_id, new.policy_version)
       is distinct from (old.words, old.locale, old.place, old.told_at, old.due_at, old.basis, old.message_id, old.policy_id, old.policy_version)
  then raise exception 'a commitment is never rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger commitment_ends_once before update on tenant.commitment for each row execute function tenant.commitment_ends_once();

create table tenant.clock (
  workspace_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  kind text not null check (kind in ('first_response', 'next_response')),
  start_at timestamptz not null,
  due_at timestamptz not null,
  policy_id uuid not null,
  policy_version integer not null,
  state text not null check (state in ('running', 'met', 'breached', 'cancelled')),
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id)
);
create index clock_of_case on tenant.clock (workspace_id, case_id, start_at);

create table tenant.event (
  workspace_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  epoch integer not null,
  xid xid8 not null default pg_current_xact_id(),
  n bigint generated always as identity,
  type text not null,
  audience text not null check (audience in ('everyone', 'desk', 'member', 'internal')),
  conversation_id uuid,
  case_id uuid,
  channel_id uuid,
  subject_id uuid,
  member_id uuid,
  actor text not null,
  payload jsonb,
  salt bytea,
  primary key (workspace_id, at, id)
) partition by range (at);
create index event_in_commit_order on tenant.event (xid, n);
create index event_of_workspace on tenant.event (workspace_id, xid, n);
create index event_of_conversation on tenant.event (workspace_id, conversation_id, xid, n) where audience = 'everyone';
create table tenant.audit_seal (
  workspace_id uuid not null,
  upto_xid xid8 not null,
  upto_n bigint not null,
  event_count integer not null,
  previous bytea not null,
  seal bytea not null,
  sealed_at timestamptz not null,
  primary key (workspace_id, upto_xid, upto_n)
);
create table tenant.webhook_endpoint (
  workspace_id uuid not null,
  id uuid not null,
  url text not null,
  secret bytea not null,
  types text[] not null,
  state text not null check (state in ('on', 'off', 'failing')),
  created_by uuid,
  created_at timestamptz not null,
  removed_at timestamptz,
  cursor_epoch integer not null,
  cursor_xid xid8 not null,
  cursor_n bigint not null,
  primary key (workspace_id, id),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create table tenant.webhook_delivery (
  workspace_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  type text not null,
  body text not null,
  state text not null check (state in ('queued', 'delivered', 'failed', 'given_up')),
  attempt_count integer not null default 0,
  last_status integer,
  last_error text,
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  settled_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, endpoint_id, event_id),
  foreign key (workspace_id, endpoint_id) references tenant.webhook_endpoint (workspace_id, id)
);
create index webhook_delivery_newest on tenant.webhook_delivery (workspace_id, endpoint_id, created_at desc, id);

select tenant.raise_wall(t) from unnest(array[
  'tenant.inbound', 'tenant.inbound_key', 'tenant.delivery', 'tenant.commitment', 'tenant.clock', 'tenant.event', 'tenant.audit_seal',
  'tenant.webhook_endpoint', 'tenant.webhook_delivery']::regclass[]) t;
create policy stream_reads on tenant.event for select to meanwhile_stream using (true);
grant select on tenant.event to meanwhile_stream;
grant select, insert, update on tenant.inbound to meanwhile_app;
grant select, insert, update, delete on tenant.inbound_key to meanwhile_app;
grant select, insert, update, delete on tenant.delivery to meanwhile_app;
grant select, insert, update on tenant.clock, tenant.webhook_endpoint, tenant.webhook_delivery to meanwhile_app;
grant select, insert on tenant.commitment to meanwhile_app;
grant update (ending, ended_at, ended_by_message_id, ended_why) on tenant.commitment to meanwhile_app;
-- Append-only: no update, no delete, no truncate for the application.
grant select, insert on tenant.event, tenant.audit_seal to meanwhile_app;
-- Identity columns of partitions draw from the parent's sequence.
grant usage on all sequences in schema tenant to meanwhile_app;

-- Partitions by month, made ahead of time by the application through this door.
create function tenant.ensure_month(instant timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, tenant set timezone = 'UTC' as $$
declare
  first timestamptz := date_trunc('month', instant);
  suffix text := to_char(date_trunc('month', instant), 'YYYY_MM');
  parent text;
begin
  if instant < '2000-01-01' or instant > '2200-01-01' then raise exception 'month out of range'; end if;
  foreach parent in array array['event', 'inbound'] loop
    if to_regclass(format('tenant.%I', parent || '_' || suffix)) is null then
      perform pg_advisory_xact_lock(730107);
      begin
        execute format('create table tenant.%I partition of tenant.%I for values from (%L) to (%L)', parent || '_' || suffix, parent, first, first + interval '1 month');
        execute format('alter table tenant.%I enable row level security', parent || '_' || suffix);
        execute format('alter table tenant.%I force row level security', parent || '_' || suffix);
        execute format('create policy owner_migrates on tenant.%I to meanwhile_owner using (true) with check (true)', parent || '_' || suffix);
      exception when duplicate_table then
        -- Another session was faster and made all of it.
        null;
      end;
    end if;
  end loop;
end $$;
revoke all on function tenant.ensure_month(timestamptz) from public;
grant execute on function tenant.ensure_month(timestamptz) to meanwhile_app;
create index delivery_to_recipient on tenant.delivery (workspace_id, recipient, created_at desc);
