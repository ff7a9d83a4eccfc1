-- Why: who changed a setting is looked for among millions of messages. These few events have an index of their own; the list of types is
-- `administrationTypes` in wire/audit.ts, and a test keeps the two the same.
create index event_about_settings on tenant.event (workspace_id, xid, n)
  where type in ('channel.changed', 'calendar.changed', 'policy.changed', 'member.changed', 'invitation.changed', 'token.changed', 'workspace.changed',
    'webhook.changed', 'shift.changed', 'mailbox.changed', 'signing_key.changed', 'customer.erased')
    -- What a mailbox's fetching says of itself every hour is nobody's change of a setting.
    and (type <> 'mailbox.changed' or actor <> 'system');
