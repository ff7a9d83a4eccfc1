-- Codes by which somebody we know proves from another channel that it is them. Only their digest is kept; each is good once and for a while.
create table tenant.customer_link (
  workspace_id uuid not null,
  digest bytea not null,
  customer_id uuid not null,
  case_id uuid not null,
  -- Stands in the words the code has to be sent with.
  hint text not null,
  made_by text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (workspace_id, digest),
  foreign key (workspace_id, customer_id) references tenant.customer (workspace_id, id)
);
create index customer_link_expired on tenant.customer_link (workspace_id, expires_at);
create index customer_link_of_customer on tenant.customer_link (workspace_id, customer_id);
select tenant.raise_wall('tenant.customer_link');
grant select, insert, update, delete on tenant.customer_link to meanwhile_app;
