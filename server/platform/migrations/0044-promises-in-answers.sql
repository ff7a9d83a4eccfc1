-- Why: a time promised in the words of an answer is told like any other: it stands in the ledger from the moment the answer goes out.
alter table tenant.commitment
  alter column policy_id drop not null, alter column policy_version drop not null,
  alter column calendar_id drop not null, alter column calendar_version drop not null;
alter table tenant.commitment drop constraint commitment_kind_check, drop constraint commitment_basis_check;
-- Not validated: every row there is holds, and reading them all would stop the ledger meanwhile.
alter table tenant.commitment
  add constraint commitment_kind_check check (kind in ('reply', 'promise')) not valid,
  add constraint commitment_basis_check check (basis in ('policy', 'estimate', 'agent')) not valid,
  add constraint commitment_promised_by_a_person check ((kind = 'promise') = (basis = 'agent')) not valid,
  add constraint commitment_from_a_policy check (basis = 'agent' or (policy_id is not null and policy_version is not null and calendar_id is not null and calendar_version is not null)) not valid;
-- What an answer that is still held will have promised; taken out again when it is told.
alter table tenant.message add column promise_words text, add column promise_due_at timestamptz;
alter table tenant.message add constraint message_promise_whole check ((promise_words is null) = (promise_due_at is null)) not valid;
-- Words a person wrote may name the customer: forgetting a customer takes those out, and nothing else is ever rewritten.
create or replace function tenant.commitment_ends_once() returns trigger language plpgsql as $$
begin
  if old.kind = 'promise' and new.words = '' and to_jsonb(new) - 'words' = to_jsonb(old) - 'words' then return new; end if;
  if old.ending is not null
    or (new.kind, new.words, new.locale, new.place, new.told_at, new.due_at, new.basis, new.message_id, new.policy_id, new.policy_version, new.after_id)
       is distinct from (old.kind, old.words, old.locale, old.place, old.told_at, old.due_at, old.basis, old.message_id, old.policy_id, old.policy_version, old.after_id)
  then raise exception 'a commitment is never rewritten' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
grant update (words) on tenant.commitment to meanwhile_app;
