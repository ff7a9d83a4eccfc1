-- Why: providers that take mail in hand it over by HTTP, one mail may arrive at two of our channels, and a set-up sends a mail to see it arrive.

-- Mailgun signs a time and a token and not the mail: one token is good for one mail.
create table tenant.inbound_token (
  workspace_id uuid not null,
  channel_id uuid not null,
  hash text not null,
  -- Of the mail it came with.
  digest text not null,
  seen_at timestamptz not null,
  primary key (workspace_id, channel_id, hash),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id)
);
create index inbound_token_by_age on tenant.inbound_token (workspace_id, seen_at);

-- How mail gets to a channel: what was handed over last, what is wrong, and the mail that was sent to see whether it arrives.
create table tenant.channel_inbound (
  workspace_id uuid not null,
  channel_id uuid not null,
  provider text,
  mail_at timestamptz,
  trouble text,
  trouble_at timestamptz,
  -- The one test that counts; an earlier one that arrives late says nothing.
  test_id uuid,
  test_sent_at timestamptz,
  test_trouble text,
  -- Arrivals of it, at most the last ten: when, and which servers handed it on.
  test_arrivals jsonb not null default '[]',
  primary key (workspace_id, channel_id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id)
);

-- Which message is this mail? The same mail at two addresses has the same key; another mail under its Message-ID has another.
create table tenant.message_key (
  workspace_id uuid not null,
  join_key text not null,
  inbound_id uuid not null,
  primary key (workspace_id, join_key)
);
create index message_key_of_inbound on tenant.message_key (workspace_id, inbound_id);

select tenant.raise_wall(t) from unnest(array['tenant.inbound_token', 'tenant.channel_inbound', 'tenant.message_key']::regclass[]) t;
grant select, insert, update, delete on tenant.inbound_token, tenant.channel_inbound, tenant.message_key to meanwhile_app;
