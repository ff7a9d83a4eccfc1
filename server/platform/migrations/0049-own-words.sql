-- Why: a shop says in its own words whom to call when somebody writes of danger or of an outage; and how often each craft check is right is counted, of nobody in particular.
create table tenant.triage_message (
  workspace_id uuid not null,
  kind text not null check (kind in ('safety', 'outage')),
  language text not null,
  words text not null,
  -- A number or an address; empty where the sentence says all.
  route text not null,
  changed_at timestamptz not null,
  primary key (workspace_id, kind, language)
);
-- Per day in UTC; neither who wrote nor to whom.
create table tenant.craft_count (
  workspace_id uuid not null,
  day date not null,
  check_name text not null,
  outcome text not null check (outcome in ('followed', 'waved', 'left')),
  -- Of a finding waved away, where one was given: a word of ours, never free text.
  reason text not null,
  count integer not null,
  primary key (workspace_id, day, check_name, outcome, reason)
);
-- That the findings of an answer were counted, so that they are counted once; not what they were.
alter table tenant.message add column craft_counted boolean not null default false;
select tenant.raise_wall('tenant.triage_message');
select tenant.raise_wall('tenant.craft_count');
grant select, insert, update, delete on tenant.triage_message, tenant.craft_count to meanwhile_app;
