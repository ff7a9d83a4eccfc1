-- Why: who is planned to be there, and for what; the first of the facts a live stance is decided from.
create table tenant.shift (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  pool text not null check (pool in ('live', 'async')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_by text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id),
  check (ends_at > starts_at)
);
create index shift_by_start on tenant.shift (workspace_id, starts_at, id);
create index shift_not_over on tenant.shift (workspace_id, ends_at);
select tenant.raise_wall('tenant.shift');
grant select, insert, delete on tenant.shift to meanwhile_app;
