-- A long answer, or one with files, is several calls to some providers: how many in all, and how many of them were taken already. A further attempt
-- goes on behind them.
alter table tenant.delivery
  add column sent_part_count integer not null default 0,
  add column part_count integer not null default 1;
