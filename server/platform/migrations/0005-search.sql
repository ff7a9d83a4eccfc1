-- Why: full-text search is not leakproof and never uses an index under forced row security, so it has its own owner and one door.
create table tenant.search_document (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('message', 'note', 'customer', 'case')),
  case_id uuid,
  conversation_id uuid,
  at timestamptz not null,
  tsv tsvector not null,
  primary key (workspace_id, id)
);
create index search_document_words on tenant.search_document using gin (workspace_id, tsv);
create index search_document_newest on tenant.search_document (workspace_id, at desc);
alter table tenant.search_document enable row level security;
create policy workspace_wall on tenant.search_document to meanwhile_app
  using (workspace_id = (select nullif(current_setting('meanwhile.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('meanwhile.workspace', true), '')::uuid));
create policy owner_migrates on tenant.search_document to meanwhile_owner using (true) with check (true);
grant select, insert, update, delete on tenant.search_document to meanwhile_app;
grant all on tenant.search_document to meanwhile_owner;

-- One door: it reads the workspace setting itself. Rare words: every match, ranked by time. Frequent ones: the newest 2,000 matches.
create function tenant.search(wanted tsquery, most integer)
returns table (id uuid, kind text, case_id uuid, conversation_id uuid, at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, tenant as $$
declare
  here uuid := nullif(current_setting('meanwhile.workspace', true), '')::uuid;
  found_count integer;
begin
  if here is null then raise exception 'no workspace' using errcode = 'insufficient_privilege'; end if;
  -- The words first, capped: an absent or rare word must never be looked for by walking time (565 ms measured elsewhere).
  select count(*) into found_count from (
    select 1 from tenant.search_document d where d.workspace_id = here and d.tsv @@ wanted limit 2001) capped;
  if found_count = 0 then return; end if;
  if found_count <= 2000 then
    return query
      with hit as materialized (
        select d.id, d.kind, d.case_id, d.conversation_id, d.at from tenant.search_document d
        where d.workspace_id = here and d.tsv @@ wanted limit 2000)
      select hit.id, hit.kind, hit.case_id, hit.conversation_id, hit.at from hit order by hit.at desc, hit.id limit most;
  else
    return query
      select d.id, d.kind, d.case_id, d.conversation_id, d.at from tenant.search_document d
      where d.workspace_id = here and d.tsv @@ wanted order by d.at desc, d.id limit most;
  end if;
end $$;
grant create on schema tenant to meanwhile_search;
alter table tenant.search_document owner to meanwhile_search;
alter function tenant.search(tsquery, integer) owner to meanwhile_search;
revoke create on schema tenant from meanwhile_search;
revoke all on function tenant.search(tsquery, integer) from public;
grant execute on function tenant.search(tsquery, integer) to meanwhile_app;
