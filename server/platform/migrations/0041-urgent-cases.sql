-- Why: what a customer writes of danger to somebody, or of a service being down, lifts their case above the others until a person says it is not urgent.
-- The message is no key: it points to its case already, and tables never point to each other in a circle.
alter table tenant."case" add column urgency text, add column urgency_message_id uuid;
-- Not validated: no row has either yet, and reading all cases would stop them meanwhile.
alter table tenant."case" add constraint case_urgency_check check (urgency in ('safety', 'outage')) not valid;
alter table tenant.notice drop constraint notice_kind_check;
alter table tenant.notice add constraint notice_kind_check check (kind in ('mentioned', 'assigned', 'customer_wrote', 'noted', 'rule', 'urgent')) not valid;
