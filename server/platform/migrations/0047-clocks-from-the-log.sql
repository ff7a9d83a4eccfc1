-- Why: clocks are folded from the events of one case, which are looked for in those of its conversation: what only the desk sees belongs to them too.
-- An index by case of its own would cost every message two entries more.
drop index tenant.event_of_conversation;
create index event_of_conversation on tenant.event (workspace_id, conversation_id, xid, n) where conversation_id is not null;
