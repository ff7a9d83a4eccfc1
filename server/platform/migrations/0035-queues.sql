-- Why: cases of one kind go to the people who can answer them, by plan and without anybody watching; every decision is kept with its reason.
alter table tenant.member
  add column skills text[] not null default '{}',
  add column languages text[] not null default '{}',
  -- Effort this member can hold at once, in units of core/routing.
  add column capacity integer not null default 100 check (capacity between 10 and 1000),
  -- Away by their own word, since then; shifts and leave are apart.
  add column away_since timestamptz,
  -- Their newest key or pointer in the desk, to the minute; an open tab alone is none.
  add column input_at timestamptz;
create table tenant.queue (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  -- Queues are asked in this order; the first whose conditions a case meets takes it.
  place integer not null,
  channel_ids uuid[] not null default '{}',
  topic_ids uuid[] not null default '{}',
  languages text[] not null default '{}',
  -- All of them are needed to answer here.
  skills text[] not null default '{}',
  -- pushed: cases are given to people; pulled: people take the next one.
  hand_out text not null check (hand_out in ('pushed', 'pulled')),
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id)
);
create index queue_in_order on tenant.queue (workspace_id, place, id) where removed_at is null;
-- Who answers in a queue; a queue without members is answered by whoever has its skills.
create table tenant.queue_member (
  workspace_id uuid not null,
  queue_id uuid not null,
  member_id uuid not null,
  primary key (workspace_id, queue_id, member_id),
  foreign key (workspace_id, queue_id) references tenant.queue (workspace_id, id),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id)
);
create index queue_member_of_member on tenant.queue_member (workspace_id, member_id);
alter table tenant."case"
  add column queue_id uuid,
  -- A person moved it there: conditions move it no more.
  add column queue_by_hand boolean not null default false,
  add foreign key (workspace_id, queue_id) references tenant.queue (workspace_id, id);
create index case_of_queue on tenant."case" (workspace_id, queue_id, sort_at, id)
  where queue_id is not null and state = 'open' and merged_into_id is null and spam_at is null;
-- Whose hands a case was given to, how and why; nothing here is changed afterwards.
create table tenant.assignment (
  workspace_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  queue_id uuid,
  -- Null: nobody could take it, for the reasons told.
  member_id uuid,
  how text not null check (how in ('pushed', 'taken', 'by_hand', 'requeued')),
  because jsonb not null,
  assigned_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, queue_id) references tenant.queue (workspace_id, id),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id)
);
create index assignment_of_case on tenant.assignment (workspace_id, case_id, assigned_at desc, id);
create index assignment_of_member on tenant.assignment (workspace_id, member_id, assigned_at desc) where member_id is not null;
create table tenant.member_leave (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  kind text not null check (kind in ('holiday', 'sick', 'other')),
  created_by text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id),
  check (ends_at > starts_at)
);
create index member_leave_not_over on tenant.member_leave (workspace_id, ends_at);
create index member_leave_of_member on tenant.member_leave (workspace_id, member_id, starts_at);
-- Somebody is planned for both pools at one time, on purpose: why.
alter table tenant.shift add column exception_reason text;
create index shift_of_member on tenant.shift (workspace_id, member_id, starts_at);
select tenant.raise_wall('tenant.queue');
select tenant.raise_wall('tenant.queue_member');
select tenant.raise_wall('tenant.assignment');
select tenant.raise_wall('tenant.member_leave');
grant select, insert, update on tenant.queue to meanwhile_app;
grant select, insert, delete on tenant.queue_member to meanwhile_app;
grant select, insert on tenant.assignment to meanwhile_app;
grant select, insert, delete on tenant.member_leave to meanwhile_app;
