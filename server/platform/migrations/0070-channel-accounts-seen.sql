-- What a provider says of an account of ours, asked now and then: told only when it is seen twice, since providers are away for moments.
create table tenant.channel_seen (
  workspace_id uuid not null,
  channel_id uuid not null,
  problems text[] not null default '{}',
  -- Seen once: asked again soon.
  suspected boolean not null default false,
  since_at timestamptz,
  looked_at timestamptz not null,
  primary key (workspace_id, channel_id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id)
);
select tenant.raise_wall('tenant.channel_seen');
grant select, insert, update, delete on tenant.channel_seen to meanwhile_app;
alter table tenant.notice drop constraint notice_kind_check;
alter table tenant.notice add constraint notice_kind_check check (kind in ('mentioned', 'assigned', 'customer_wrote', 'noted', 'rule', 'urgent', 'channel', 'account')) not valid;
alter table tenant.notice drop constraint notice_about_one_thing;
alter table tenant.notice add constraint notice_about_one_thing check ((case_id is null) <> (channel_id is null) and (channel_id is not null) = (kind in ('channel', 'account'))) not valid;
-- Those that are open are asked from now on.
insert into work.item (kind, workspace_id, row_id, due_at) select 'account', workspace_id, id, created_at from tenant.channel
  where state = 'open' and removed_at is null and type not in ('messenger', 'email')
  on conflict (workspace_id, kind, row_id) do nothing;
