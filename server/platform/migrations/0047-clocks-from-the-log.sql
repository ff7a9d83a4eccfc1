-- Why: clocks are folded from the events of one case, which are looked for among millions. The list of types is `clockTypes` in
-- server/commitment/clock.store.ts, and a test keeps the two the same.
create index event_of_case on tenant.event (workspace_id, case_id, n)
  where type in ('case.opened', 'case.assigned', 'case.snoozed', 'case.woken', 'case.resolved', 'case.reopened', 'case.waiting', 'case.merged', 'case.unmerged',
    'case.split', 'case.changed', 'message.received', 'message.sent');
