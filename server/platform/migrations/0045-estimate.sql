-- Why: an estimate kept at the level a workspace chose may lengthen what a customer is told; it is made ahead of time, per channel, and read with the channel.
alter table tenant.workspace
  -- So many in a hundred times told are to be kept.
  add column kept_percent integer not null default 95 check (kept_percent in (90, 95, 98)),
  -- Minutes of work in one answer, until enough were measured.
  add column starter_handle_minutes integer not null default 6 check (starter_handle_minutes between 1 and 480);
alter table tenant.channel add column may_tell_sooner boolean not null default false;
-- What was estimated when a time was told: answers are later compared with it. Null: nothing could be.
alter table tenant.commitment add column work_ms bigint, add column estimated_at timestamptz;
create index commitment_estimated on tenant.commitment (workspace_id, channel_id, told_at desc) where work_ms is not null;
-- What could be told on a channel now; the ledger itself is tenant.commitment.
create table tenant.channel_commitment (
  workspace_id uuid not null,
  channel_id uuid not null,
  made_at timestamptz not null,
  -- Work before a message that comes now, its own included; ms of one person.
  work_ms bigint not null check (work_ms > 0),
  -- When it would be answered, kept at the level, not rounded. With `why` no_quantile it is the longest seen; else null where a reason stands.
  estimated_at timestamptz,
  -- The same with half as many misses: for a new time after a missed one.
  again_at timestamptz,
  why text check (why in ('few_scores', 'no_quantile', 'plan_ends')),
  waiting_count integer not null,
  score_count integer not null,
  handle_ms bigint not null,
  handle_basis text not null check (handle_basis in ('starter', 'measured')),
  is_often_sooner boolean not null,
  primary key (workspace_id, channel_id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id),
  check (estimated_at is not null or why is not null)
);
select tenant.raise_wall('tenant.channel_commitment');
grant select, insert, update, delete on tenant.channel_commitment to meanwhile_app;
-- The ledger's rule holds for the new columns too.
create or replace function tenant.commitment_ends_once() returns trigger language plpgsql as $$
begin
  if old.kind = 'promise' and new.words = '' and to_jsonb(new) - 'words' = to_jsonb(old) - 'words' then return new; end if;
  if old.ending is not null
    or (new.kind, new.words, new.locale, new.place, new.told_at, new.due_at, new.basis, new.message_id, new.policy_id, new.policy_version, new.after_id, new.work_ms, new.estimated_at)
       is distinct from (old.kind, old.words, old.locale, old.place, old.told_at, old.due_at, old.basis, old.message_id, old.policy_id, old.policy_version, old.after_id, old.work_ms, old.estimated_at)
  then raise exception 'a commitment is never rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
-- One row of work per workspace; a workspace that plans nobody drops its own.
insert into work.item (kind, workspace_id, row_id, due_at) select 'estimate', workspace_id, workspace_id, created_at from directory.workspace where deleted_at is null
on conflict (workspace_id, kind, row_id) do nothing;
