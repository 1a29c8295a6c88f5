-- Nodes of the version before know neither attributes nor external ids, nor do they list organizations: while they run beside nodes of
-- this one, the database does its part. Each statement is a transaction of its own: nodes lock these tables, one after the other.

-- Accounts whose directory users have been parted or joined since they were described, see LateDescriptions.
create table if not exists account_to_describe (account_id uuid primary key);

create or replace function describe_later() returns trigger language plpgsql as $$
begin
    insert into account_to_describe select account from unnest(array[old.account_id, new.account_id]) as account where account is not null
    on conflict do nothing;
    return null;
end $$;
create or replace trigger directory_user_describe_later after update on directory_user for each row
    when (new.account_id is distinct from old.account_id and (new.attributes is not null or new.username is not null))
    execute function describe_later();

-- Who is erased leaves nothing.
create or replace function erase_the_rest() returns trigger language plpgsql as $$
begin
    new.attributes := null;
    new.attributes_said := null;
    new.username := null;
    new.username_said := null;
    update app_user set attributes = '{}'
     where (id = new.account_id or merged_into = new.account_id) and attributes <> '{}';
    update adoption_line set email = null, email_key = null, roles = '{}'
     where (adoption_id, id) in (
           select adoption_id, id from adoption_line
            where account_id in (select id from app_user where id = new.account_id or merged_into = new.account_id)
           union
           select adoption_id, id from adoption_line
            where email_key = lower(old.email) and organization_id in (new.organization_id, ''));
    return new;
end $$;
create or replace trigger directory_user_erase_the_rest before update on directory_user for each row
    when (new.erased_at is distinct from old.erased_at)
    execute function erase_the_rest();

-- Who is merged into another one hands the application's own id on, as MovedExternalIds does.
create or replace function hand_external_id() returns trigger language plpgsql as $$
begin
    update app_user set external_id = new.external_id, revision = revision + 1 where id = new.merged_into and external_id is null;
    return null;
end $$;
create or replace trigger app_user_hand_external_id after update on app_user for each row
    when (old.merged_into is null and new.merged_into is not null and new.external_id is not null)
    execute function hand_external_id();

-- An organization of which only users or directories tell is known at once, as NewOrganizations does it.
create or replace function note_organizations() returns trigger language plpgsql as $$
begin
    insert into organization (id, observed_at, observed_event)
    select distinct organization_id, timestamptz 'epoch', '' from opened where organization_id <> ''
    on conflict do nothing;
    return null;
end $$;
create or replace trigger app_user_note_organizations after insert on app_user referencing new table as opened
    for each statement execute function note_organizations();
create or replace trigger directory_note_organizations after insert on directory referencing new table as opened
    for each statement execute function note_organizations();
