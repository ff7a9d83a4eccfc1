-- A part that failed and is sent again has another name: what its provider still says of the old one counts for nothing.
alter table tenant.delivery_part add column superseded boolean not null default false;
-- A code is good on the channel it was made for alone.
alter table tenant.customer_link add column channel_id uuid;
alter table tenant.customer_link drop column case_id;
