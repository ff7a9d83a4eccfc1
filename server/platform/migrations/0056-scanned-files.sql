-- Why: a file may be looked at by a scanner before it is given out; what the scanner said of it is kept. Null where none has looked.
alter table tenant.attachment add column scan_signature text, add column scanned_at timestamptz;
