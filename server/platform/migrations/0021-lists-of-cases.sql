-- Why: tabs with live counts must not read the cases themselves (counts at 100,000 cases come from the indexes alone), and people keep lists of their own.
drop index tenant.case_next;
create index case_next on tenant."case" (workspace_id, sort_at, id) include (assignee_id, snoozed_until, unanswered_since, opened_at, due_at)
  where state = 'open' and ball = 'us' and merged_into_id is null and spam_at is null;
drop index tenant.case_waiting;
create index case_waiting on tenant."case" (workspace_id, last_message_at desc, id) include (ball)
  where state = 'open' and ball <> 'us' and merged_into_id is null and spam_at is null;

create table tenant.case_view (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  view text not null check (view in ('next', 'mine', 'team', 'waiting', 'all')),
  filter jsonb not null,
  -- Null: shared with everybody, and nobody's own.
  owner_id uuid,
  place integer not null,
  created_by text not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id) references tenant.workspace (workspace_id),
  foreign key (workspace_id, owner_id) references tenant.member (workspace_id, id)
);
create index case_view_in_order on tenant.case_view (workspace_id, place, id) where removed_at is null;
select tenant.raise_wall('tenant.case_view'::regclass);
grant select, insert, update on tenant.case_view to meanwhile_app;
