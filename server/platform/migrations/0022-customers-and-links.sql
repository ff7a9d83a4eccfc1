-- Why: people merge customers by hand, with a reason and a way back, tie cases of different customers together, and note facts a topic asks for.
alter table tenant.customer_merge add column reason text;
-- Who had been merged into the one before and went along; undoing the merge sends them back with it.
alter table tenant.customer_merge add column moved_ids uuid[] not null default '{}';

-- Lists of one topic, newest first: without it a rare topic was looked for in all cases.
create index case_of_topic on tenant."case" (workspace_id, topic_id, last_message_at desc, id) where topic_id is not null and merged_into_id is null;

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

create table tenant.topic_field (
  workspace_id uuid not null,
  id uuid not null,
  -- Null: asked for whatever the case is about.
  topic_id uuid,
  name text not null,
  kind text not null check (kind in ('text', 'number', 'date', 'choice')),
  choices text[] not null default '{}',
  -- A case is not resolved without it.
  required boolean not null default false,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id) references tenant.workspace (workspace_id),
  foreign key (workspace_id, topic_id) references tenant.topic (workspace_id, id)
);
create table tenant.case_field (
  workspace_id uuid not null,
  case_id uuid not null,
  field_id uuid not null,
  -- In the one spelling of its kind, so that equal values are equal texts.
  value text not null,
  primary key (workspace_id, case_id, field_id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, field_id) references tenant.topic_field (workspace_id, id)
);
create index case_field_by_value on tenant.case_field (workspace_id, field_id, value, case_id);
select tenant.raise_wall(t) from unnest(array['tenant.topic_field', 'tenant.case_field']::regclass[]) t;
grant select, insert, update on tenant.topic_field to meanwhile_app;
grant select, insert, update, delete on tenant.case_field to meanwhile_app;
