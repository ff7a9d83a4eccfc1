-- Why: whether a channel is set up honestly is looked at again and again, with the evidence kept; one that is not opens only with a reason on record, for fourteen days.
create table tenant.channel_audit (
  workspace_id uuid not null,
  channel_id uuid not null,
  checked_at timestamptz not null,
  -- Which of the three tests fail now, and since when any does.
  failed text[] not null check (failed <@ array['entry', 'staffed', 'reported']),
  failing_since timestamptz,
  -- What each test saw: words served, hours planned, figures reported.
  evidence jsonb not null,
  primary key (workspace_id, channel_id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id),
  check ((failing_since is null) = (failed = '{}'))
);
create table tenant.channel_audit_note (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  because text not null check (because <> ''),
  -- `member:<id>` or `token:<id>`, as in the log.
  made_by text not null,
  made_at timestamptz not null,
  until_at timestamptz not null check (until_at > made_at),
  -- Lapsed, or replaced by a newer one.
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id)
);
create unique index channel_audit_note_that_holds on tenant.channel_audit_note (workspace_id, channel_id) where ended_at is null;
select tenant.raise_wall('tenant.channel_audit');
select tenant.raise_wall('tenant.channel_audit_note');
grant select, insert, update, delete on tenant.channel_audit to meanwhile_app;
grant select, insert, update on tenant.channel_audit_note to meanwhile_app;
-- A notice may be about a channel instead of a case: that it is set up wrongly.
alter table tenant.notice alter column case_id drop not null, add column channel_id uuid;
alter table tenant.notice drop constraint notice_kind_check;
alter table tenant.notice add constraint notice_kind_check check (kind in ('mentioned', 'assigned', 'customer_wrote', 'noted', 'rule', 'urgent', 'channel')) not valid;
alter table tenant.notice add constraint notice_about_one_thing check ((case_id is null) <> (channel_id is null) and (channel_id is not null) = (kind = 'channel')) not valid;
alter table tenant.notice add constraint notice_channel_fkey foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id) not valid;
-- One row of work per workspace; one without channels drops its own.
insert into work.item (kind, workspace_id, row_id, due_at) select 'gate', workspace_id, workspace_id, created_at from directory.workspace where deleted_at is null
on conflict (workspace_id, kind, row_id) do nothing;
