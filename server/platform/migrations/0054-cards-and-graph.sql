-- Why: beside a case stands what other systems know of its customer: links that carry the customer's ids, and lines asked from a server of the workspace.
create table tenant.automation_card (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('lines', 'link')),
  -- Of a link a template with words in braces; of lines the address that is asked.
  url text not null,
  -- Sealed signing secrets, as webhooks have them; a link has none.
  secret bytea,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  check ((kind = 'lines') = (secret is not null))
);
create unique index automation_card_name on tenant.automation_card (workspace_id, lower(name));
select tenant.raise_wall('tenant.automation_card');
grant select, insert, update, delete on tenant.automation_card to meanwhile_app;
-- Why, too: a mailbox at Microsoft may be fetched by Graph, which names mails by ids: each gets a number here once, whatever is asked again, and
-- the place up to which its changes were read is kept with the numbers.
alter table tenant.mailbox add column delta_link text;
create table tenant.mailbox_item (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  uid bigint not null,
  item text collate "C" not null,
  arrived_at timestamptz not null,
  primary key (workspace_id, mailbox_id, uid),
  unique (workspace_id, mailbox_id, item),
  foreign key (workspace_id, mailbox_id) references tenant.mailbox (workspace_id, id)
);
create index mailbox_item_by_age on tenant.mailbox_item (workspace_id, mailbox_id, arrived_at);
select tenant.raise_wall('tenant.mailbox_item');
grant select, insert, update, delete on tenant.mailbox_item to meanwhile_app;
