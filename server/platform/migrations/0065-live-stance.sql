-- Why: a channel is live only in the minutes in which somebody is really there. What was seen is kept, and whoever waited live is told a time when it ends.
-- A manager's permission; without it a channel replies later whoever is there.
alter table tenant.channel add column may_be_live boolean not null default false;
-- Made by the person themselves, for now: they may end it, which takes nothing out of the plan.
alter table tenant.shift add column by_hand boolean not null default false;
grant update (ends_at) on tenant.shift to meanwhile_app;
-- Look by look what was seen of a channel; nothing here is changed afterwards, and the periods follow from it (core/stance).
create table tenant.stance_evidence (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  seen_at timestamptz not null,
  -- Whether it is allowed, whose live shift it is, their last input and room, how many talks go on.
  facts jsonb not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id)
);
create unique index stance_evidence_of_channel on tenant.stance_evidence (workspace_id, channel_id, seen_at desc);
create table tenant.stance_period (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz,
  mode text not null check (mode in ('live', 'async')),
  because text not null check (because in ('people_waiting', 'no_shift', 'no_input', 'not_allowed', 'no_live_capacity', 'not_looked')),
  primary key (workspace_id, id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id),
  check (until_at > from_at),
  check ((mode = 'live') = (because = 'people_waiting'))
);
create unique index stance_period_that_runs on tenant.stance_period (workspace_id, channel_id) where until_at is null;
create index stance_period_of_channel on tenant.stance_period (workspace_id, channel_id, from_at desc, id);
-- A message somebody wrote to people who were there. It ends once: answered, told a time instead, or nobody waits for it any more.
create table tenant.live_turn (
  workspace_id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  case_id uuid not null,
  channel_id uuid not null,
  asked_at timestamptz not null,
  ended_at timestamptz,
  ending text check (ending in ('answered', 'told', 'released')),
  primary key (workspace_id, message_id),
  foreign key (workspace_id, conversation_id) references tenant.conversation (workspace_id, id),
  check ((ending is null) = (ended_at is null)),
  check (ended_at >= asked_at)
);
create unique index live_turn_that_waits on tenant.live_turn (workspace_id, conversation_id) where ended_at is null;
create index live_turn_by_end on tenant.live_turn (workspace_id, ended_at);
create index live_turn_of_channel on tenant.live_turn (workspace_id, channel_id, ended_at desc);
-- Somebody answered for the other pool than the one of their shift, and how long that took them.
create table tenant.shift_exception (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  shift_id uuid not null,
  pool text not null check (pool in ('live', 'async')),
  message_id uuid not null,
  conversation_id uuid not null,
  case_id uuid not null,
  took_ms bigint not null check (took_ms >= 0),
  -- measured: from taking the case to the answer; figure: what an answer takes on average.
  basis text not null check (basis in ('measured', 'figure')),
  answered_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id),
  foreign key (workspace_id, conversation_id) references tenant.conversation (workspace_id, id)
);
create unique index shift_exception_of_answer on tenant.shift_exception (workspace_id, message_id);
create index shift_exception_newest on tenant.shift_exception (workspace_id, answered_at desc, id);
create index shift_exception_of_member on tenant.shift_exception (workspace_id, member_id, answered_at desc);
select tenant.raise_wall('tenant.stance_evidence');
select tenant.raise_wall('tenant.stance_period');
select tenant.raise_wall('tenant.live_turn');
select tenant.raise_wall('tenant.shift_exception');
grant select, insert on tenant.stance_evidence to meanwhile_app;
grant select, insert, update (until_at) on tenant.stance_period to meanwhile_app;
grant select, insert, update (ended_at, ending) on tenant.live_turn to meanwhile_app;
grant select, insert on tenant.shift_exception to meanwhile_app;
-- One row of work per workspace; one without channels drops its own.
insert into work.item (kind, workspace_id, row_id, due_at) select 'stance', workspace_id, workspace_id, created_at from directory.workspace where deleted_at is null
on conflict (workspace_id, kind, row_id) do nothing;
