-- Who has lost access lately is found by their histories: an index of app_user by updated_at made every change of an account write
-- to all of its indexes.
create index account_change_leavers on account_change (organization_id, recorded_at) where kind = 'user.deactivated';
drop index app_user_left;
