-- Why: the schemas of the design, and what must be known before a workspace is known (token, channel id, mail address).
create extension if not exists btree_gin;
revoke all on schema public from public;
create schema tenant;
create schema directory;
create schema work;
create schema accounts authorization meanwhile_accounts;
create schema boss authorization meanwhile_jobs;
grant usage on schema tenant to meanwhile_app, meanwhile_stream, meanwhile_search;
grant usage on schema directory to meanwhile_app, meanwhile_stream;
grant usage on schema work to meanwhile_app;

create table directory.installation (
  only_one boolean primary key default true check (only_one),
  id uuid not null,
  epoch integer not null default 1,
  created_at timestamptz not null
);
create table directory.workspace (
  workspace_id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  created_at timestamptz not null,
  deleted_at timestamptz
);
create table directory.channel (
  channel_id uuid primary key,
  workspace_id uuid not null references directory.workspace (workspace_id),
  type text not null
);
-- Mail is routed by envelope recipient only, so an address belongs to exactly one channel of one workspace (attack 25).
create table directory.mail_address (
  address text primary key check (address = lower(address)),
  workspace_id uuid not null references directory.workspace (workspace_id),
  channel_id uuid not null references directory.channel (channel_id)
);
create table directory.token (
  token_hash bytea primary key,
  kind text not null check (kind in ('api', 'invitation')),
  workspace_id uuid not null references directory.workspace (workspace_id),
  row_id uuid not null
);
create table directory.membership (
  user_id text not null,
  workspace_id uuid not null references directory.workspace (workspace_id),
  member_id uuid not null,
  primary key (user_id, workspace_id)
);
grant select, insert, update, delete on all tables in schema directory to meanwhile_app;
grant select on directory.installation to meanwhile_stream;
grant select on directory.membership to meanwhile_accounts;
grant usage on schema directory to meanwhile_accounts;

-- Work to be claimed. No personal data; ids only. `n` is the order of arrival, and is never a page cursor for people.
create table work.item (
  n bigint generated always as identity primary key,
  kind text not null,
  workspace_id uuid not null,
  row_id uuid not null,
  lane integer not null default 0,
  ready boolean not null default true,
  due_at timestamptz not null,
  lease_until timestamptz,
  fence bigint not null default 0,
  attempt_count integer not null default 0,
  unique (workspace_id, kind, row_id)
);
create index item_what_is_due on work.item (kind, due_at, n);
create index item_lane_in_order on work.item (kind, lane, n);
create index item_not_ready on work.item (kind, due_at) where not ready;
grant select, insert, update, delete on work.item to meanwhile_app;
grant usage on all sequences in schema work to meanwhile_app;

-- Which items of a kind were given up on; people see them and send them round again.
create table work.dead_letter (
  id uuid primary key,
  kind text not null,
  workspace_id uuid not null,
  row_id uuid not null,
  lane integer not null,
  reason_code text not null,
  died_at timestamptz not null,
  attempt_count integer not null
);
create index dead_letter_of_workspace on work.dead_letter (workspace_id, died_at desc);
grant select, insert, update, delete on work.dead_letter to meanwhile_app;
