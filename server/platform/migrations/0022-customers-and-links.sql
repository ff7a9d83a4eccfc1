-- Why: people merge customers by hand, with a reason and a way back, and tie cases of different customers together.
alter table tenant.customer_merge add column reason text;
-- Who had been merged into the one before and went along; undoing the merge sends them back with it.
alter table tenant.customer_merge add column moved_ids uuid[] not null default '{}';

create table tenant.case_link (
  workspace_id uuid not null,
  -- The smaller id first: a link has no direction.
  one_case_id uuid not null,
  other_case_id uuid not null,
  linked_by text not null,
  linked_at timestamptz not null,
  primary key (workspace_id, one_case_id, other_case_id),
  check (one_case_id < other_case_id),
  foreign key (workspace_id, one_case_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, other_case_id) references tenant."case" (workspace_id, id)
);
create index case_link_from_the_other on tenant.case_link (workspace_id, other_case_id, one_case_id);
select tenant.raise_wall('tenant.case_link'::regclass);
grant select, insert, delete on tenant.case_link to meanwhile_app;
