-- Why: what a workspace aims for inside, apart from what customers are told: how soon to answer, to tell how it stands, to be done. Versions are
-- added and never changed, so that clocks read from the log find what held then.
create table tenant.clock_target (
  workspace_id uuid not null,
  id uuid not null,
  version integer not null,
  name text not null,
  -- Asked in this order; the first whose conditions a case meets holds for it.
  place integer not null,
  channel_ids uuid[] not null,
  topic_ids uuid[] not null,
  queue_ids uuid[] not null,
  languages text[] not null,
  priorities text[] not null,
  tiers text[] not null,
  -- Null: all of them count elapsed time.
  calendar_id uuid,
  -- By kind of clock: how long, and in open or elapsed time.
  aims jsonb not null,
  restarts_on_priority boolean not null,
  pauses_on_others boolean not null,
  grace_ms integer not null,
  valid_from timestamptz not null,
  -- From this version on it holds for nobody.
  is_removed boolean not null default false,
  primary key (workspace_id, id, version)
);
select tenant.raise_wall('tenant.clock_target');
grant select, insert on tenant.clock_target to meanwhile_app;
