-- Why: removing a workspace's cases looked through all of them for each one, to see whether another case points to it.
create index case_merged_into on tenant."case" (workspace_id, merged_into_id) where merged_into_id is not null;
create index case_follows on tenant."case" (workspace_id, follows_id) where follows_id is not null;
