-- Whom to look at to find everybody who has a role. Each statement is a transaction of its own: nodes of the version before lock both
-- tables, one after the other.
create index if not exists directory_user_by_role on directory_user using gin (roles) where roles <> '{}';
create index if not exists role_grant_by_role on role_grant (role);
