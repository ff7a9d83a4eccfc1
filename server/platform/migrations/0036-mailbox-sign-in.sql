-- Why: mailboxes are also opened by signing in at Google or Microsoft: the workspace's key there, sign-ins under way, and who renews a token now.
create table tenant.mailbox_key (
  workspace_id uuid not null,
  provider text not null check (provider in ('google', 'microsoft')),
  client_id text not null,
  -- Microsoft's tenant: a name, an id, or `common`; null at Google.
  directory text,
  -- The client secret, sealed.
  secret bytea not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (workspace_id, provider),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
-- One sign-in between leaving for the provider and coming back; taken out by its only use.
create table tenant.mailbox_attempt (
  workspace_id uuid not null,
  id uuid not null,
  provider text not null,
  -- Who may finish it.
  begun_by text not null,
  -- What becomes of it: a new mailbox, or an old one opened again.
  asked jsonb not null,
  -- The PKCE verifier and the nonce, sealed.
  secret bytea not null,
  -- Of what the browser keeps that began it.
  proof_hash bytea not null,
  expires_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
alter table tenant.mailbox
  -- Somebody is asking for a new access token until then; nobody else does.
  add column renewed_until timestamptz;
select tenant.raise_wall(t) from unnest(array['tenant.mailbox_key', 'tenant.mailbox_attempt']::regclass[]) t;
grant select, insert, update, delete on tenant.mailbox_key to meanwhile_app;
grant select, insert, delete on tenant.mailbox_attempt to meanwhile_app;
