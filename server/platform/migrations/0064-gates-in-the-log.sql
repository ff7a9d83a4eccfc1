-- Why: as 0027-settings-in-the-log.sql, with what became of the tests of a channel; the list of types is `administrationTypes` in wire/audit.ts.
drop index tenant.event_about_settings;
create index event_about_settings on tenant.event (workspace_id, xid, n)
  where type in ('channel.changed', 'gate.changed', 'calendar.changed', 'policy.changed', 'member.changed', 'invitation.changed', 'token.changed', 'workspace.changed',
    'webhook.changed', 'shift.changed', 'mailbox.changed', 'signing_key.changed', 'customer.erased')
    and (type <> 'mailbox.changed' or actor <> 'system');
