-- Why: policies and clock targets hold for cases of a priority and customers of a tier; both are said by people, a priority by rules too.
-- A constant default writes no row; programs of before leave it at that.
alter table tenant."case" add column priority text not null default 'normal';
alter table tenant."case" add constraint case_priority_check check (priority in ('urgent', 'high', 'normal', 'low')) not valid;
-- Short keys, in the order in which they are shown.
alter table tenant.workspace add column tiers text[] not null default '{}';
-- One that was taken from the list stays with those who have it.
alter table tenant.customer add column tier text;
-- Empty: any.
alter table tenant.commitment_policy add column priorities text[] not null default '{}', add column tiers text[] not null default '{}';
