-- Why a customer is asked for this themselves; null: the team fills it. Mandatory: by law or for safety, and then it cannot be skipped.
alter table tenant.topic_field add column asked_because text, add column mandatory boolean not null default false;
-- Not validated: no row has either yet.
alter table tenant.topic_field add constraint topic_field_asked_check check (length(asked_because) between 1 and 200 and (asked_because is not null or not mandatory)) not valid;
