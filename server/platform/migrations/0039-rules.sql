-- Why: what a workspace would do by hand each time something happens to a case is done by rules it wrote down; every run is kept with its outcome.
create table tenant.automation_rule (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  -- Rules are asked in this order.
  place integer not null,
  is_on boolean not null,
  start text not null check (start in ('case_opened', 'customer_wrote', 'time_near', 'time_broken', 'case_resolved')),
  -- Of time_near alone: how long before.
  minutes_before integer,
  -- As wire/rules.ts has them; what they name is looked up again at every run.
  conditions jsonb not null,
  actions jsonb not null,
  version integer not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id)
);
create index automation_rule_in_order on tenant.automation_rule (workspace_id, place, id) where removed_at is null;
-- A rule runs once for each thing that starts it, whoever reads the log again.
create table tenant.automation_run (
  workspace_id uuid not null,
  rule_id uuid not null,
  -- The event that started it; for a time that comes near the commitment.
  cause_id uuid not null,
  version integer not null,
  case_id uuid not null,
  outcome text not null check (outcome in ('done', 'unchanged', 'refused', 'stopped')),
  why text,
  ran_at timestamptz not null,
  primary key (workspace_id, rule_id, cause_id),
  foreign key (workspace_id, rule_id) references tenant.automation_rule (workspace_id, id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id)
);
create index automation_run_of_case on tenant.automation_run (workspace_id, case_id, ran_at desc);
-- How often each did something lately.
create index automation_run_done on tenant.automation_run (workspace_id, rule_id, ran_at) where outcome = 'done';
create index automation_run_newest on tenant.automation_run (workspace_id, ran_at);
select tenant.raise_wall('tenant.automation_rule');
select tenant.raise_wall('tenant.automation_run');
grant select, insert, update on tenant.automation_rule to meanwhile_app;
grant select, insert, delete on tenant.automation_run to meanwhile_app;
-- How far the log was read for rules, as it is for notices.
alter table directory.installation add column rule_epoch integer, add column rule_snapshot text;
grant update (rule_epoch, rule_snapshot) on directory.installation to meanwhile_app;
alter table tenant.notice drop constraint notice_kind_check;
alter table tenant.notice add constraint notice_kind_check check (kind in ('mentioned', 'assigned', 'customer_wrote', 'noted', 'rule'));
