-- Why: the audit seal chains digests of payloads, so that erasing a payload (and its salt) later leaves the chain whole.
alter table tenant.event add column digest bytea;
update tenant.event set digest = sha256(coalesce(salt, ''::bytea) || convert_to(coalesce(payload::text, ''), 'UTF8'));
alter table tenant.event alter column digest set not null;
