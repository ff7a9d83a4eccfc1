-- Why: an invitation, a mail in a mail, a signature and something closed are shown as what they are, without opening the file again.
alter table tenant.attachment add column about jsonb;
