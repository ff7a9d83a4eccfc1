-- Why: what a customer said once is kept with where it came from, so that nobody asks for it again; and how often we did is counted, of nobody in particular.
create table tenant.customer_fact (
  workspace_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('other', 'order', 'account', 'phone', 'email', 'name', 'address', 'birthday')),
  -- Of `other`: what it is called.
  label text not null default '',
  value text not null,
  source text not null check (source in ('message', 'form', 'agent', 'program', 'site')),
  -- How sure we are that it is theirs.
  proof text not null check (proof in ('claimed', 'channel', 'site', 'verified')),
  -- Where it was said, and in which matter. No keys: both outlive a forgotten customer, this row does not.
  message_id uuid,
  case_id uuid,
  recorded_by text not null,
  recorded_at timestamptz not null,
  -- It stands no more: another value came, a person took it back, or it never displaced what the site had signed.
  ended_at timestamptz,
  ending text check (ending in ('superseded', 'withdrawn', 'outranked')),
  primary key (workspace_id, id),
  check ((kind = 'other') = (label <> '')),
  check ((ended_at is null) = (ending is null)),
  foreign key (workspace_id, customer_id) references tenant.customer (workspace_id, id)
);
create index customer_fact_of_customer on tenant.customer_fact (workspace_id, customer_id, recorded_at desc);
-- One of each stands; of orders, each once.
create unique index customer_fact_stands on tenant.customer_fact (workspace_id, customer_id, kind, lower(label), (case when kind = 'order' then value else '' end)) where ended_at is null;
-- Per day in UTC, by who asked and for what; neither who wrote nor to whom.
create table tenant.customer_fact_count (
  workspace_id uuid not null,
  day date not null,
  asked_by text not null check (asked_by in ('agent', 'program', 'form')),
  kind text not null,
  -- Asked at all, asked though known, and of those with its reason.
  asked integer not null,
  again integer not null,
  reasoned integer not null,
  primary key (workspace_id, day, asked_by, kind)
);
-- What the field is, where it is a fact about the customer.
alter table tenant.topic_field add column fact_kind text;
-- Not validated: no row has either yet.
alter table tenant.topic_field add constraint topic_field_fact_check check (fact_kind in ('order', 'account', 'phone', 'email', 'name', 'address', 'birthday', 'other')) not valid;
-- Why an answer of a program asks for what is known; counted with it when it goes out.
alter table tenant.message add column ask_reason text;
select tenant.raise_wall(t) from unnest(array['tenant.customer_fact', 'tenant.customer_fact_count']::regclass[]) t;
-- A value is never rewritten: it ends, and another begins.
grant select, insert, delete on tenant.customer_fact to meanwhile_app;
grant update (ended_at, ending) on tenant.customer_fact to meanwhile_app;
grant select, insert, update, delete on tenant.customer_fact_count to meanwhile_app;
