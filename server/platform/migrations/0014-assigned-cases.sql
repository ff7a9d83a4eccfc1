-- Why: most cases are nobody's, and each change of one wrote an entry into the index of assignees, and one into an index of the unassigned, that
-- no list ever reads.
drop index tenant.case_of_assignee;
drop index tenant.case_unassigned;
create index case_of_assignee on tenant."case" (workspace_id, assignee_id, sort_at, id)
  where state = 'open' and assignee_id is not null and merged_into_id is null and spam_at is null;
