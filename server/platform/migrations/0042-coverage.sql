-- Why: how many of the times told on a channel were kept is asked of the ledger itself; the channel's times by when they came to pass.
create index commitment_of_channel on tenant.commitment (workspace_id, channel_id, due_at desc);
