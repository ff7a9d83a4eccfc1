-- Why: lists are paged by instant and id, and a stopped address had no id of its own.
alter table tenant.suppression add column id uuid not null;
drop index tenant.suppression_newest;
create index suppression_newest on tenant.suppression (workspace_id, suppressed_at desc, id);
