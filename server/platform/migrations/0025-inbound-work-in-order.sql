-- Why: inbound work is found in the order it came, and an entry in each index is written and taken away again for every message. What holds up a
-- lane (unread mail, what failed before) is rare and has an index of its own, so that asking for it costs no walk through the lane.
drop index work.item_lane_in_order;
drop index work.item_what_is_due;
create index item_inbound_in_order on work.item (n) where kind = 'inbound';
create index item_lane_held_up on work.item (lane, n) where kind = 'inbound' and (not ready or attempt_count > 0);
create index item_what_is_due on work.item (kind, due_at, n) where kind <> 'inbound';
