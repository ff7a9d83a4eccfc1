-- Why: replies that wait for a chosen time, addresses we stopped writing to, and the keys that sign our mail.
alter table tenant.message
  -- The writer chose this instant; kept after the reply went out.
  add column send_at timestamptz,
  -- The customer wrote before it: a person decides what becomes of it.
  add column held_back_at timestamptz;
-- Looked at whenever customers write: what waits is little.
create index message_waiting_for_its_time on tenant.message (workspace_id, conversation_id) where state = 'held' and send_at is not null;

create table tenant.suppression (
  workspace_id uuid not null,
  address text not null check (address = lower(address)),
  why text not null check (why in ('bounced', 'complained')),
  -- What the other side said, for the agent.
  detail text,
  delivery_id uuid,
  suppressed_at timestamptz not null,
  primary key (workspace_id, address),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create index suppression_newest on tenant.suppression (workspace_id, suppressed_at desc, address);

create table tenant.signing_key (
  workspace_id uuid not null,
  id uuid not null,
  domain text not null check (domain = lower(domain)),
  selector text not null,
  -- Encrypted by the application.
  private_key bytea not null,
  -- SubjectPublicKeyInfo, base64: what stands behind p= in the record.
  public_key text not null,
  created_at timestamptz not null,
  checked_at timestamptz,
  -- The record was there when last looked for; only then do mails carry a signature.
  found_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, domain),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
-- Whose record stands in a domain's DNS: nobody else writes in that domain's name (attack 27).
create table directory.signing_key (
  domain text primary key check (domain = lower(domain)),
  workspace_id uuid not null references directory.workspace (workspace_id),
  proved_at timestamptz not null
);

select tenant.raise_wall(t) from unnest(array['tenant.suppression', 'tenant.signing_key']::regclass[]) t;
grant select, insert, update, delete on tenant.suppression to meanwhile_app;
grant select, insert, update on tenant.signing_key to meanwhile_app;
grant select, insert, update, delete on directory.signing_key to meanwhile_app;
