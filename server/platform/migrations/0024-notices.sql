-- Why: members hear of what concerns them: mentions, cases given to them or followed by them, by list, browser push and mail.
-- How far the log was read for notices: a snapshot, as the screens' cursor is, so that a transaction that stays open elsewhere delays nothing.
alter table directory.installation add column notice_epoch integer, add column notice_snapshot text;
grant update (notice_epoch, notice_snapshot) on directory.installation to meanwhile_app;
-- Who follows a case without having it.
create table tenant.case_member (
  workspace_id uuid not null,
  case_id uuid not null,
  member_id uuid not null,
  followed_at timestamptz not null,
  primary key (workspace_id, case_id, member_id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id)
);
create index case_member_follows_what on tenant.case_member (workspace_id, member_id, case_id);
-- What was said is not copied here: it is looked up when the notice is shown, so that what is erased is gone here too.
create table tenant.notice (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('mentioned', 'assigned', 'customer_wrote', 'noted')),
  case_id uuid not null,
  event_id uuid not null,
  -- The note or the message; null where the case itself is meant.
  subject_id uuid,
  -- The colleague whose doing it was; null for customers and programs.
  actor_id uuid,
  created_at timestamptz not null,
  seen_at timestamptz,
  mailed_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, member_id, event_id),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id)
);
create index notice_newest on tenant.notice (workspace_id, member_id, created_at desc, id);
create index notice_unseen on tenant.notice (workspace_id, member_id) where seen_at is null;
create index notice_of_case on tenant.notice (workspace_id, case_id);
-- A browser that takes push notices. Its address is a capability, so it is sealed by the application and found by its hash.
create table tenant.notice_endpoint (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  hash bytea not null,
  secret bytea not null,
  key_id text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, hash),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id)
);
create index notice_endpoint_of_member on tenant.notice_endpoint (workspace_id, member_id);
select tenant.raise_wall(t) from unnest(array['tenant.case_member', 'tenant.notice', 'tenant.notice_endpoint']::regclass[]) t;
grant select, insert, update, delete on tenant.case_member, tenant.notice, tenant.notice_endpoint to meanwhile_app;
