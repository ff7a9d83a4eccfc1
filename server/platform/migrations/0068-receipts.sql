-- What a provider calls each message of ours, so that what it reports later finds its delivery. A report may be faster than the answer to our call:
-- then it stands here without a delivery, and counts as soon as the message is known.
create table tenant.delivery_part (
  workspace_id uuid not null,
  channel_id uuid not null,
  provider_id text not null,
  delivery_id uuid,
  part_index integer not null default 0,
  status text not null check (status in ('queued', 'sent', 'delivered', 'read', 'failed')),
  -- Of a failure, in the provider's words.
  failure jsonb,
  noted_at timestamptz not null,
  primary key (workspace_id, channel_id, provider_id),
  foreign key (workspace_id, delivery_id) references tenant.delivery (workspace_id, id) on delete cascade
);
create index delivery_part_of_delivery on tenant.delivery_part (workspace_id, delivery_id);
create index delivery_part_of_nobody on tenant.delivery_part (workspace_id, noted_at) where delivery_id is null;
select tenant.raise_wall('tenant.delivery_part');
grant select, insert, update, delete on tenant.delivery_part to meanwhile_app;

-- When the customer's app said that it was read; counted as delivered.
alter table tenant.delivery add column read_at timestamptz;

-- They asked for no more messages.
alter table tenant.suppression drop constraint suppression_why_check;
alter table tenant.suppression add constraint suppression_why_check check (why in ('bounced', 'complained', 'asked'));

-- What is known of an account at a provider has the same names for every provider.
update tenant.channel set settings = jsonb_strip_nulls(jsonb_build_object('accountId', settings -> 'botId', 'accountName', settings -> 'botName'))
  where type = 'telegram';
