-- Whom webhooks have taken access from lately is counted with every leaver.
create index app_user_left on app_user (organization_id, updated_at) where status = 'DEACTIVATED';
