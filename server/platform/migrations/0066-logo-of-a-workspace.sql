-- Why: what customers see may carry the workspace's logo. The file is an attachment without a message; no foreign key, since attachments go
-- before their workspace does when a workspace is removed, and the sweep of uploads leaves alone what is named here.
alter table tenant.workspace add column logo_attachment_id uuid;
