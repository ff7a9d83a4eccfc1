-- Why: texts a team writes again and again, and several steps done to a case at once.
create table tenant.snippet (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  -- One or two languages: [{"locale": "en", "text": "…"}]; the first is used where none fits.
  texts jsonb not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create index snippet_in_order on tenant.snippet (workspace_id, created_at, id);
create table tenant.macro (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  -- A digit that applies it while a case is open; null = by its name only.
  key text,
  steps jsonb not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, name),
  unique (workspace_id, key),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create index macro_in_order on tenant.macro (workspace_id, created_at, id);
select tenant.raise_wall(t) from unnest(array['tenant.snippet', 'tenant.macro']::regclass[]) t;
grant select, insert, update, delete on tenant.snippet, tenant.macro to meanwhile_app;
