-- Why: people who sign in. Users, sessions, credentials, second factors, passkeys, one-time links and counted attempts belong to a role of their own.
create table directory.invited_address (
  address text not null check (address = lower(address)),
  workspace_id uuid not null references directory.workspace (workspace_id),
  invitation_id uuid not null,
  expires_at timestamptz not null,
  primary key (workspace_id, invitation_id)
);
create index invited_address_is_expected on directory.invited_address (address);
create index membership_of_workspace on directory.membership (workspace_id, member_id);
grant select, insert, update, delete on directory.invited_address to meanwhile_app;

set role meanwhile_accounts;
create table accounts."user" (
  id text primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  second_factor_enabled boolean default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table accounts.session (
  id text primary key,
  user_id text not null references accounts."user" (id) on delete cascade,
  token text not null unique,
  -- password, link, start, passkey or oidc: how this session began.
  method text,
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index session_of_user on accounts.session (user_id);
-- A password, or an identity at an identity provider: provider_id names its issuer, account_id is the subject there.
create table accounts.account (
  id text primary key,
  user_id text not null references accounts."user" (id) on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index account_of_user on accounts.account (user_id);
create table accounts.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index verification_by_identifier on accounts.verification (identifier);
create table accounts.second_factor (
  id text primary key,
  user_id text not null unique references accounts."user" (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamptz
);
-- A code of an authenticator counts once: better-auth keeps no used step, so we do.
create table accounts.used_step (
  user_id text not null references accounts."user" (id) on delete cascade,
  step bigint not null,
  used_at timestamptz not null,
  primary key (user_id, step)
);
create table accounts.sign_in_link (
  token_hash bytea primary key,
  user_id text not null references accounts."user" (id) on delete cascade,
  -- mail: whoever uses it reads that mailbox. start: printed by the operator of the machine, proves no address.
  reason text not null check (reason in ('mail', 'start')),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index sign_in_link_of_user on accounts.sign_in_link (user_id);
create table accounts.passkey (
  id text primary key,
  user_id text not null references accounts."user" (id) on delete cascade,
  name text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_of_user on accounts.passkey (user_id);
create table accounts.passkey_challenge (
  id_hash bytea primary key,
  challenge text not null,
  purpose text not null check (purpose in ('register', 'sign-in')),
  user_id text references accounts."user" (id) on delete cascade,
  expires_at timestamptz not null
);
create index passkey_challenge_to_forget on accounts.passkey_challenge (expires_at);
-- Attempts to sign in, counted in fixed windows per source, per account and per pair of both. Keys are hashes.
create table accounts.attempt (
  key bytea primary key,
  used integer not null,
  until timestamptz not null
);
create index attempt_to_forget on accounts.attempt (until);
-- Where somebody signed in before: strangers who use up an account's attempts do not use up these.
create table accounts.known_source (
  account bytea not null,
  source bytea not null,
  last_at timestamptz not null,
  primary key (account, source)
);
reset role;
