-- Why: one trouble that many customers write about is told to all of them at once, each in their own conversation, and nobody is told twice.
create table tenant.incident (
  workspace_id uuid not null,
  id uuid not null,
  title text not null,
  -- By language: what stands before the time on the channels while it is open, and what begins a confirmation. Nothing: nothing is added.
  entry_texts jsonb not null default '{}',
  ack_texts jsonb not null default '{}',
  -- Empty: every channel.
  channel_ids uuid[] not null default '{}',
  state text not null default 'open' check (state in ('open', 'fixed', 'closed')),
  opened_at timestamptz not null,
  -- Null: a program did it.
  opened_by uuid,
  changed_at timestamptz not null,
  fixed_at timestamptz,
  fixed_by uuid,
  closed_at timestamptz,
  closed_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, opened_by) references tenant.member (workspace_id, id),
  foreign key (workspace_id, fixed_by) references tenant.member (workspace_id, id),
  foreign key (workspace_id, closed_by) references tenant.member (workspace_id, id)
);
create index incident_newest on tenant.incident (workspace_id, opened_at desc, id);
-- Asked for every message that comes in.
create index incident_open on tenant.incident (workspace_id, opened_at) where state = 'open';
create table tenant.incident_case (
  workspace_id uuid not null,
  incident_id uuid not null,
  case_id uuid not null,
  how text not null check (how in ('hand', 'rule')),
  linked_at timestamptz not null,
  linked_by uuid,
  primary key (workspace_id, incident_id, case_id),
  foreign key (workspace_id, incident_id) references tenant.incident (workspace_id, id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, linked_by) references tenant.member (workspace_id, id)
);
create index incident_case_of_case on tenant.incident_case (workspace_id, case_id);
create index incident_case_newest on tenant.incident_case (workspace_id, incident_id, linked_at desc, case_id);
create table tenant.incident_reply (
  workspace_id uuid not null,
  id uuid not null,
  incident_id uuid not null,
  kind text not null check (kind in ('news', 'fixed')),
  -- By language; the one for customers whose language is not among them is `locale`.
  texts jsonb not null,
  locale text not null,
  then_verb text not null check (then_verb in ('stay', 'wait', 'resolve')),
  author_id uuid,
  -- The principal as the log names it.
  actor text not null,
  written_at timestamptz not null,
  -- Until then all of it can be taken back.
  release_at timestamptz not null,
  -- What the incident was before this reply said it is fixed.
  state_before text not null,
  undone_at timestamptz,
  finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, incident_id) references tenant.incident (workspace_id, id),
  foreign key (workspace_id, author_id) references tenant.member (workspace_id, id)
);
create index incident_reply_newest on tenant.incident_reply (workspace_id, incident_id, written_at desc, id);
-- One is on its way at a time.
create unique index incident_reply_running on tenant.incident_reply (workspace_id, incident_id) where undone_at is null and finished_at is null;
-- What becomes of it for each case, decided once.
create table tenant.incident_reply_case (
  workspace_id uuid not null,
  reply_id uuid not null,
  case_id uuid not null,
  outcome text not null check (outcome in ('waiting', 'answered', 'skipped')),
  -- Why it was skipped, as a refusal says it.
  why text,
  message_id uuid,
  decided_at timestamptz,
  primary key (workspace_id, reply_id, case_id),
  foreign key (workspace_id, reply_id) references tenant.incident_reply (workspace_id, id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id),
  check (outcome <> 'skipped' or why is not null),
  check (outcome <> 'answered' or message_id is not null)
);
create index incident_reply_case_of_case on tenant.incident_reply_case (workspace_id, case_id);
create index incident_reply_case_waiting on tenant.incident_reply_case (workspace_id, reply_id, case_id) where outcome = 'waiting';
select tenant.raise_wall('tenant.incident');
select tenant.raise_wall('tenant.incident_case');
select tenant.raise_wall('tenant.incident_reply');
select tenant.raise_wall('tenant.incident_reply_case');
grant select, insert, update on tenant.incident, tenant.incident_reply, tenant.incident_reply_case to meanwhile_app;
grant select, insert, delete on tenant.incident_case to meanwhile_app;
-- Taken back before it began: what was to become of it is no outcome.
grant delete on tenant.incident_reply_case to meanwhile_app;
-- A rule may link a case to one; those written before name none.
update tenant.automation_rule set actions = actions || '{"incidentId": null}' where not actions ? 'incidentId';
