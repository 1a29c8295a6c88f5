-- Who has lost access lately is found by their histories: an index of app_user by updated_at made every change of an account write
-- to all of its indexes. Each statement is a transaction of its own: nodes of the version before lock both tables, one after the other.
drop index if exists app_user_left;
create index if not exists account_change_leavers on account_change (organization_id, recorded_at) where kind = 'user.deactivated';
