-- Why: what a webhook still has to deliver is found by its time, not by walking the log; and the log goes when its webhook goes.
create index webhook_delivery_due on tenant.webhook_delivery (workspace_id, endpoint_id, next_attempt_at) where state in ('queued', 'failed');
grant delete on tenant.webhook_delivery to meanwhile_app;
