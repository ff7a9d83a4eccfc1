-- Why: a missed time brings a new one by itself; the ledger says after which one it was told, and never two come after one.
alter table tenant.commitment add column after_id uuid;
create unique index commitment_after_a_missed_one on tenant.commitment (workspace_id, after_id) where after_id is not null;
create or replace function tenant.commitment_ends_once() returns trigger language plpgsql as $$
begin
  if old.ending is not null
    or (new.words, new.locale, new.place, new.told_at, new.due_at, new.basis, new.message_id, new.policy_id, new.policy_version, new.after_id)
       is distinct from (old.words, old.locale, old.place, old.told_at, old.due_at, old.basis, old.message_id, old.policy_id, old.policy_version, old.after_id)
  then raise exception 'a commitment is never rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
