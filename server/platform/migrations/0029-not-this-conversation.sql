-- Why: a person said that a message does not belong to the case it was put into. The next mail of the same sender that points the same way is
-- put where this one went. Few messages ever carry it.
alter table tenant.message add column split_from_id uuid;
create index message_put_elsewhere on tenant.message (workspace_id, identity_id, received_at desc) where split_from_id is not null;
