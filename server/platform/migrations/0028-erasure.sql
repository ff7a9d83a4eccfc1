-- Why: a customer may want to be forgotten. What they said goes; that something was said, when, and whether times were kept stays.
alter table tenant.customer add column erased_at timestamptz;
-- Quiet customers are looked for by when they were last heard of; see server/customer/retention.store.ts.

-- The log is append-only for the application. This one door empties payloads, and only together with their salt: the digest that is chained
-- stays, so the log still proves that nothing else was changed, and what was said can be guessed from it no more.
create function tenant.erase_from_log(customers uuid[], conversations uuid[], since timestamptz, until timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, tenant as $$
declare
  here uuid := nullif(current_setting('meanwhile.workspace', true), '')::uuid;
  erased integer;
begin
  if here is null then raise exception 'no workspace' using errcode = 'insufficient_privilege'; end if;
  with meant as materialized (
    select e.id, e.at from tenant.event e where e.workspace_id = here and e.at >= since and e.at < until and e.payload is not null
      and (e.conversation_id = any(conversations) or e.subject_id = any(customers))
  ), gone as (
    delete from tenant.webhook_delivery d using meant where d.workspace_id = here and d.event_id = meant.id
  ), emptied as (
    update tenant.event e set payload = null, salt = null from meant where e.workspace_id = here and e.at = meant.at and e.id = meant.id returning 1
  )
  select count(*) into erased from emptied;
  return erased;
end $$;
revoke all on function tenant.erase_from_log(uuid[], uuid[], timestamptz, timestamptz) from public;
grant execute on function tenant.erase_from_log(uuid[], uuid[], timestamptz, timestamptz) to meanwhile_app;
