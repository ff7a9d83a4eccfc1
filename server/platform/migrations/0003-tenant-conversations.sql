-- Why: the lifelong conversation with its customer, cases, messages, and what hangs on them.
create table tenant.customer (
  workspace_id uuid not null,
  id uuid not null,
  name text,
  locale text,
  zone text,
  blocked_at timestamptz,
  -- A screen of theirs was connected then; decides whether an answer is also announced by mail. Never shown to anyone.
  last_seen_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id) references tenant.workspace (workspace_id)
);
create index customer_newest_first on tenant.customer (workspace_id, created_at desc, id);
create table tenant.customer_merge (
  workspace_id uuid not null,
  id uuid not null,
  from_customer_id uuid not null,
  into_customer_id uuid not null,
  merged_by uuid,
  merged_at timestamptz not null,
  undone_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, from_customer_id) references tenant.customer (workspace_id, id),
  foreign key (workspace_id, into_customer_id) references tenant.customer (workspace_id, id)
);
create index customer_merge_who_became_whom on tenant.customer_merge (workspace_id, from_customer_id) where undone_at is null;
create index customer_merge_who_was_taken_in on tenant.customer_merge (workspace_id, into_customer_id) where undone_at is null;
create table tenant.identity (
  workspace_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  scheme text not null,
  value text not null,
  display text,
  proof text not null check (proof in ('claimed', 'channel', 'site', 'verified')),
  proved_at timestamptz,
  proved_how text,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references tenant.customer (workspace_id, id)
);
-- A claim never blocks the rightful owner: only proved identities are unique.
create unique index identity_proved_once on tenant.identity (workspace_id, scheme, value) where proof <> 'claimed';
create index identity_by_value on tenant.identity (workspace_id, scheme, value);
create index identity_of_customer on tenant.identity (workspace_id, customer_id);
create table tenant.conversation (
  workspace_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  last_seq integer not null default 0,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references tenant.customer (workspace_id, id)
);
create unique index conversation_one_per_customer on tenant.conversation (workspace_id, customer_id);
create table tenant."case" (
  workspace_id uuid not null,
  id uuid not null,
  number integer not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  subject text,
  topic_id uuid,
  state text not null check (state in ('open', 'resolved')),
  ball text not null check (ball in ('us', 'customer', 'other')),
  assignee_id uuid,
  snoozed_until timestamptz,
  opened_at timestamptz not null,
  opened_by text not null check (opened_by in ('customer', 'us')),
  resolved_at timestamptz,
  -- Our first public answer by a person.
  first_answered_at timestamptz,
  unanswered_since timestamptz,
  -- First line of the oldest unanswered turn, for the list.
  unanswered_text text,
  last_message_at timestamptz not null,
  last_text text,
  -- The earlier of the running commitment and the running clock; a cache for order and warnings.
  due_at timestamptz,
  -- When the running commitment was told: the chip needs the share of time left.
  told_at timestamptz,
  -- due_at, or for a case without one a far instant that keeps its order; set wherever due_at is set.
  sort_at timestamptz not null,
  spam_at timestamptz,
  merged_into_id uuid,
  follows_id uuid,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, conversation_id) references tenant.conversation (workspace_id, id),
  foreign key (workspace_id, channel_id) references tenant.channel (workspace_id, id),
  foreign key (workspace_id, topic_id) references tenant.topic (workspace_id, id),
  foreign key (workspace_id, assignee_id) references tenant.member (workspace_id, id),
  foreign key (workspace_id, merged_into_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, follows_id) references tenant."case" (workspace_id, id)
);
-- The inbox: open work that is ours, by time left.
create index case_next on tenant."case" (workspace_id, sort_at, id) where state = 'open' and ball = 'us' and merged_into_id is null and spam_at is null;
create index case_of_assignee on tenant."case" (workspace_id, assignee_id, sort_at, id) where state = 'open' and merged_into_id is null and spam_at is null;
create index case_unassigned on tenant."case" (workspace_id, sort_at, id) where state = 'open' and assignee_id is null and merged_into_id is null and spam_at is null;
create index case_waiting on tenant."case" (workspace_id, last_message_at desc, id) where state = 'open' and ball <> 'us' and merged_into_id is null and spam_at is null;
create index case_newest on tenant."case" (workspace_id, last_message_at desc, id) where merged_into_id is null;
create index case_of_conversation on tenant."case" (workspace_id, conversation_id, last_message_at desc);
create index case_to_wake on tenant."case" (workspace_id, snoozed_until) where snoozed_until is not null;

create table tenant.message (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  case_id uuid not null,
  -- Null only while an agent's reply is held for undo; given when it is released, so the sequence has no gaps.
  seq integer,
  state text not null check (state in ('held', 'stored')),
  author_kind text not null check (author_kind in ('customer', 'agent', 'assistant', 'automation')),
  author_id uuid,
  channel_id uuid not null,
  identity_id uuid,
  subject text,
  text text not null,
  html text,
  -- What stands before the quotation, when that is not all of it; a view, the text stays whole.
  visible_text text,
  received_at timestamptz not null,
  provider_at timestamptz,
  -- Who may see it: everyone in the conversation, or the desk alone (unproved senders).
  audience text not null check (audience in ('everyone', 'desk')),
  automatic boolean not null default false,
  -- How sure we are of the sender, and why the message landed here.
  sender_proof text,
  match_reason text,
  participants jsonb,
  mail_message_id text,
  mail_references text[],
  reply_to_id uuid,
  release_at timestamptz,
  then_verb text,
  primary key (workspace_id, id),
  unique (workspace_id, conversation_id, seq),
  check (state = 'held' or seq is not null),
  foreign key (workspace_id, conversation_id) references tenant.conversation (workspace_id, id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id)
);
create index message_newest on tenant.message (workspace_id, received_at desc, id);
create index message_of_conversation on tenant.message (workspace_id, conversation_id, received_at desc, id desc);
create index message_of_case on tenant.message (workspace_id, case_id, received_at, id);
create index message_by_mail_id on tenant.message (workspace_id, mail_message_id) where mail_message_id is not null;
create index message_held on tenant.message (workspace_id, release_at) where state = 'held';

create table tenant.attachment (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid,
  message_id uuid,
  note_id uuid,
  -- Bound to who uploaded it (attack 121): member:<id> or visitor:<id>.
  uploader text not null,
  name text not null,
  media_type text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  blob_key text not null,
  content_id text,
  inline boolean not null default false,
  scan_state text not null check (scan_state in ('pending', 'clean', 'blocked', 'none')),
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, message_id) references tenant.message (workspace_id, id)
);
create index attachment_of_message on tenant.attachment (workspace_id, message_id);
create index attachment_orphans on tenant.attachment (workspace_id, created_at) where message_id is null and note_id is null;

create table tenant.note (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  case_id uuid not null,
  author_id uuid not null,
  text text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, author_id) references tenant.member (workspace_id, id)
);
create index note_of_case on tenant.note (workspace_id, case_id, created_at, id);
create index note_of_conversation on tenant.note (workspace_id, conversation_id, created_at, id);
create table tenant.case_tag (
  workspace_id uuid not null,
  case_id uuid not null,
  tag_id uuid not null,
  primary key (workspace_id, case_id, tag_id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, tag_id) references tenant.tag (workspace_id, id)
);
create index case_tag_by_tag on tenant.case_tag (workspace_id, tag_id, case_id);
create table tenant.draft (
  workspace_id uuid not null,
  case_id uuid not null,
  member_id uuid not null,
  body jsonb not null,
  revision integer not null,
  updated_at timestamptz not null,
  primary key (workspace_id, case_id, member_id),
  foreign key (workspace_id, case_id) references tenant."case" (workspace_id, id),
  foreign key (workspace_id, member_id) references tenant.member (workspace_id, id)
);

select tenant.raise_wall(t) from unnest(array[
  'tenant.customer', 'tenant.customer_merge', 'tenant.identity', 'tenant.conversation', 'tenant."case"', 'tenant.message',
  'tenant.attachment', 'tenant.note', 'tenant.case_tag', 'tenant.draft']::regclass[]) t;
grant select, insert, update on tenant.customer, tenant.customer_merge, tenant.identity, tenant.conversation, tenant."case" to meanwhile_app;
-- Only claimed addresses are ever taken away.
grant delete on tenant.identity to meanwhile_app;
grant select, insert, update, delete on tenant.message, tenant.attachment, tenant.note, tenant.case_tag, tenant.draft to meanwhile_app;
