-- Why: originals leave the database after 30 days; finding the old ones must neither read all of them nor slow down taking new ones in.
create index inbound_by_age on tenant.inbound using brin (received_at) with (autosummarize = on);
