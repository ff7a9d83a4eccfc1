-- Why: workspaces, their members and tokens, their channels with calendars and reply policies.
create function tenant.current_workspace() returns uuid language sql stable parallel safe
  return nullif(current_setting('meanwhile.workspace', true), '')::uuid;

-- Every tenant table gets the same wall. Called at the end of each migration that makes tables.
create function tenant.raise_wall(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy workspace_wall on %s to meanwhile_app using (workspace_id = (select nullif(current_setting(''meanwhile.workspace'', true), '''')::uuid)) with check (workspace_id = (select nullif(current_setting(''meanwhile.workspace'', true), '''')::uuid))', target);
  execute format('create policy owner_migrates on %s to meanwhile_owner using (true) with check (true)', target);
end $$;
revoke all on function tenant.raise_wall(regclass) from public;

create table tenant.workspace (
  workspace_id uuid primary key references directory.workspace (workspace_id),
  name text not null,
  brand text not null,
  locale text not null,
  zone text not null,
  next_case_number integer not null default 1,
  settings jsonb not null default '{}',
  created_at timestamptz not null
);
create table tenant.member (
  workspace_id uuid not null,
  id uuid not null,
  user_id text not null,
  name text not null,
  email text not null,
  role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
  preferences jsonb not null default '{}',
  joined_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, user_id),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create table tenant.invitation (
  workspace_id uuid not null,
  id uuid not null,
  email text not null,
  role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
  token_hash bytea,
  invited_by uuid not null,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, invited_by) references tenant.member (workspace_id, id)
);
create table tenant.api_token (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  prefix text not null,
  scopes text[] not null,
  created_by uuid,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create table tenant.calendar (
  workspace_id uuid not null,
  id uuid not null,
  version integer not null,
  name text not null,
  zone text not null,
  weekly jsonb not null,
  exceptions jsonb not null default '{}',
  exception_names jsonb not null default '{}',
  valid_from timestamptz not null,
  primary key (workspace_id, id, version),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create table tenant.commitment_policy (
  workspace_id uuid not null,
  id uuid not null,
  version integer not null,
  name text not null,
  calendar_id uuid not null,
  reply_within_ms bigint not null check (reply_within_ms > 0),
  basis text not null check (basis in ('starter', 'chosen')),
  valid_from timestamptz not null,
  primary key (workspace_id, id, version),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create table tenant.channel (
  workspace_id uuid not null,
  id uuid not null,
  type text not null,
  name text not null,
  state text not null check (state in ('open', 'closed')),
  policy_id uuid,
  settings jsonb not null default '{}',
  -- Encrypted by the application; null where the channel has no secret.
  secret bytea,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id) references tenant.workspace (workspace_id),
  -- A channel cannot be opened without a reply time.
  check (state = 'closed' or policy_id is not null)
);
create table tenant.topic (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, name),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create table tenant.tag (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create table tenant.idempotency_key (
  workspace_id uuid not null,
  principal text not null,
  route text not null,
  key text not null,
  fingerprint bytea not null,
  status integer,
  body jsonb,
  created_at timestamptz not null,
  primary key (workspace_id, principal, route, key),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create index idempotency_key_to_forget on tenant.idempotency_key (workspace_id, created_at);

select tenant.raise_wall(t) from unnest(array[
  'tenant.workspace', 'tenant.member', 'tenant.invitation', 'tenant.api_token', 'tenant.calendar', 'tenant.commitment_policy',
  'tenant.channel', 'tenant.topic', 'tenant.tag', 'tenant.idempotency_key']::regclass[]) t;
grant select, insert, update on tenant.workspace, tenant.member, tenant.invitation, tenant.api_token, tenant.channel, tenant.topic to meanwhile_app;
grant select, insert on tenant.calendar, tenant.commitment_policy to meanwhile_app;
grant select, insert, update, delete on tenant.tag, tenant.idempotency_key to meanwhile_app;
