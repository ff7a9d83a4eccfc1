-- Why: mail may also be fetched: mailboxes with their place in them, every mail taken from them, and a daily count of both sides.
create table tenant.mailbox (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  address text not null,
  -- Hosts, ports and the way of signing in; nothing secret.
  access jsonb not null,
  -- Passwords and tokens, sealed together with the id.
  secret bytea not null,
  state text not null check (state in ('on', 'off', 'paused')),
  -- A code: why nothing comes in at present; null while it does.
  trouble text,
  trouble_at timestamptz,
  -- Mail that arrived before is not ours.
  started_at timestamptz not null,
  uid_validity bigint,
  last_uid bigint not null default 0,
  fetched_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id)
);
create index mailbox_of_channel on tenant.mailbox (workspace_id, channel_id, created_at);
create table tenant.mailbox_mail (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  uid_validity bigint not null,
  uid bigint not null,
  arrived_at timestamptz not null,
  -- What was stored of it; several arrivals of one mail name the same.
  inbound_id uuid not null,
  primary key (workspace_id, mailbox_id, uid_validity, uid),
  foreign key (workspace_id, mailbox_id) references tenant.mailbox (workspace_id, id)
);
create index mailbox_mail_by_age on tenant.mailbox_mail (workspace_id, arrived_at);
create table tenant.mailbox_count (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  day date not null,
  there_count integer not null,
  here_count integer not null,
  counted_at timestamptz not null,
  primary key (workspace_id, mailbox_id, day),
  foreign key (workspace_id, mailbox_id) references tenant.mailbox (workspace_id, id)
);
select tenant.raise_wall(t) from unnest(array['tenant.mailbox', 'tenant.mailbox_mail', 'tenant.mailbox_count']::regclass[]) t;
grant select, insert, update on tenant.mailbox to meanwhile_app;
grant select, insert, update, delete on tenant.mailbox_mail, tenant.mailbox_count to meanwhile_app;
