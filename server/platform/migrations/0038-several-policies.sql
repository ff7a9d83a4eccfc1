-- Why: several reply policies: the first whose conditions a case meets holds for it, else its channel's own. Conditions are part of a version.
alter table tenant.commitment_policy
  -- They are asked in this order; null: it holds only where a channel names it.
  add column place integer,
  add column channel_ids uuid[] not null default '{}',
  add column topic_ids uuid[] not null default '{}',
  add column queue_ids uuid[] not null default '{}',
  add column languages text[] not null default '{}';
