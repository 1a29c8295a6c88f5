-- A version counts nanoseconds: what timestamptz cannot keep of them stands beside it. Of equal instants the greater event
-- is newer, its digits read as a number. Comparing `(at, nanos, event_order(event), event)` is comparing versions.
create function event_order(event text) returns text
    language sql immutable parallel safe
    return (select coalesce(string_agg(case when part[1] is null then part[2]
                                            else lpad(cast(length(digits) as text), 3, '0') || digits end,
                                       '' order by place), '') collate "C"
              from regexp_matches(event, '([0-9]+)|([^0-9]+)', 'g') with ordinality as parts (part, place)
             cross join lateral (select coalesce(nullif(ltrim(part[1], '0'), ''), '0') as digits) as number);

alter table organization add column observed_nanos smallint not null default 0;
alter table directory add column observed_nanos smallint not null default 0;
alter table directory_group add column observed_nanos smallint not null default 0;
alter table directory_group add column named_nanos smallint not null default 0;
alter table directory_user add column observed_nanos smallint not null default 0;
alter table directory_user_address add column taken_nanos smallint not null default 0;

-- Nothing is from the future: what a wrong clock dated later than today counts as of today.
update organization set observed_at = now() where observed_at > now() + interval '5 minutes';
update directory set observed_at = now() where observed_at > now() + interval '5 minutes';
update directory_group set observed_at = least(observed_at, now()), named_at = least(named_at, now())
 where greatest(observed_at, named_at) > now() + interval '5 minutes';
update directory_user_address set taken_at = now() where taken_at > now() + interval '5 minutes';
update directory_user u
   set observed_at = now(),
       older_fields = (select coalesce(jsonb_object_agg(key, case when cast(split_part(value, ' ', 1) as timestamptz) > now()
                                           then to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z" ') || substring(value from position(' ' in value) + 1)
                                           else value end), '{}')
                         from jsonb_each_text(u.older_fields))
 where observed_at > now() + interval '5 minutes';

-- What was received or fetched before its date counts as of the first receipt of its event.
create table event_receipt (
    event_id    text collate "C" primary key,
    received_at timestamptz not null
);

-- When a directory was first heard of. Null: before this was written down.
alter table directory add column first_at timestamptz;
-- Whether any of its listings said in which groups anybody is: then whoever has none there is in none.
alter table directory add column says_groups boolean not null default false;
-- The version of the statement that named the group's directory.
alter table directory_group add column placed text collate "C";

-- Who is one person.
alter table directory_user
    add column dp_id text,
    -- The version of the first statement.
    add column first_seen text collate "C",
    -- Groups that it was once said to be in, as long as no listing has named its directory.
    add column former_group_ids text[] not null default '{}',
    -- Whether anything but a leaver's statement has named its organization.
    add column placed boolean not null default true,
    -- The setting under which it appeared: it goes on to decide whom it joins. Null: before there was a choice.
    add column linked_by text check (linked_by in ('UNLESS_IDS_DIFFER', 'ALWAYS', 'NEVER')),
    -- The newest statement when its account was protected: protection stays with it if people turn out not to be one.
    add column protected_from text collate "C",
    -- Who had come to the account as a stranger by then is not one to its protection.
    add column protection_known timestamptz,
    -- Since when it has been in an account that it joined by its address alone while nobody there was active.
    add column stranger_since timestamptz,
    -- The version of the first statement after an erasure that the person is back.
    add column returned text collate "C";
create index directory_user_stranger on directory_user (account_id) where stranger_since is not null;
create index directory_user_former on directory_user using gin (former_group_ids)
    where directory_id is null and former_group_ids <> '{}';

-- What was said of a directory user: its address (empty: given up), whether it is active, its telling dp_id. Null: not said.
alter table directory_user_address alter column address drop not null;
alter table directory_user_address add column active boolean;
alter table directory_user_address add column dp_id text collate "C";
create index directory_user_address_taken on directory_user_address (organization_id, address, taken_at) where not again;
drop index directory_user_address_by_address;
create index directory_user_address_said on directory_user_address (organization_id, dp_id, taken_at)
    where dp_id is not null and not again;

-- Directory users that an admin said are one person.
create table person_merge (
    directory_user_id      text        not null,
    into_directory_user_id text        not null,
    merged_by              text        not null,
    merged_at              timestamptz not null,
    primary key (directory_user_id, into_directory_user_id)
);
create index person_merge_into on person_merge (into_directory_user_id);

-- Addresses and ids that more directory users took than can be one person.
create table crowd (
    organization_id text        not null,
    value           text        not null,
    found_at        timestamptz not null,
    primary key (organization_id, value)
);

alter table app_user
    -- The normal form of the address. Null with an address: to be computed, see NormalForms.
    add column email_key text collate "C",
    -- The words that a person is found by.
    add column search tsvector,
    -- The address that the person has taken and another active account has.
    add column wanted_email text,
    -- Whether it is written down which directory user its protection stays with.
    add column anchored boolean not null default false,
    -- Grows with every change that this version makes.
    add column revision integer not null default 0,
    -- Of protection, as `known` of a role granted by hand.
    add column protection_known timestamptz,
    -- Which statement it was that protection was last noted to have kept from deactivating the account.
    add column prevented text,
    -- Whether it would stay active if it is protected. Null: as it is now.
    add column staying boolean,
    -- Whether three or more active directory users of one directory share it.
    add column shared boolean not null default false;
create index app_user_by_email_key on app_user (email_key, id) where email_key is not null;
create index app_user_without_key on app_user (id) where search is null;
create index app_user_wanting on app_user (organization_id, id) where wanted_email is not null;
create index app_user_shared on app_user (organization_id, id) where shared;
create index app_user_by_search on app_user using gin (search);
drop index app_user_by_words;

-- The version before this one may still run and changes addresses and names: their normal form is computed again then.
create function forget_normal_form() returns trigger language plpgsql as $$
begin
    new.search := null;
    if new.email is distinct from old.email then
        new.email_key := null;
    end if;
    return new;
end $$;
create trigger app_user_forget_normal_form before update on app_user for each row
    when (new.revision = old.revision
          and (new.email, new.name, new.given_name, new.family_name)
              is distinct from (old.email, old.name, old.given_name, old.family_name))
    execute function forget_normal_form();

-- The directory user that a role granted by hand stays with if people turn out not to be one. Empty: with the account.
alter table role_grant add column directory_user_id text not null default '';
-- Who had come to the account as a stranger by then is not one to what was granted. Null: nobody had.
alter table role_grant add column known timestamptz;
alter table role_grant drop constraint role_grant_pkey;
alter table role_grant add primary key (account_id, role, directory_user_id);

-- Whether what was given to an account rests: somebody who may be another person has come to it since, by the address
-- alone, and nobody is back who was there before. Both are told by what directories date, not by when somebody clicked.
create function rests(account uuid, known timestamptz) returns boolean
    language sql stable parallel safe
    return exists (select from directory_user s
                    where s.account_id = account and s.stranger_since > coalesce(known, '-infinity'))
           and not exists (select from directory_user u
                            where u.account_id = account and u.active
                              and (u.stranger_since is null or u.stranger_since <= coalesce(known, '-infinity')));

-- The same of a role granted by hand: who is no more of a stranger than whoever it was granted to is none to it.
create function rests(account uuid, known timestamptz, granted_to text) returns boolean
    language sql stable parallel safe
    return rests(account, greatest(known, (select stranger_since from directory_user where id = granted_to)));

-- User events name no directory. Who is known from them alone belongs to the directory of its groups, or else to none that
-- was first heard of after the newest statement about it.
create or replace view live_directory_user as
select du.*
  from directory_user du
 where du.active
   and not exists (select from organization o where o.id = du.organization_id and o.deleted)
   and not exists (
       select from directory d
        where d.organization_id = du.organization_id
          and d.suspended
          and (d.id = du.directory_id
               or du.directory_id is null
                  and (exists (select from directory_group g
                                where g.directory_id = d.id and g.id = any (du.group_ids || du.former_group_ids))
                       or not exists (select from directory other
                                       where other.organization_id = d.organization_id and not other.suspended
                                         and coalesce(other.first_at, '-infinity') <= du.observed_at))));

create or replace view counted_directory_user as
select * from live_directory_user
union all
select du.*
  from directory_user du
  join app_user a on a.id = du.account_id
 where a.protected and a.status = 'ACTIVE' and not rests(a.id, a.protection_known);

create or replace view effective_role as
select account_id, unnest(roles) as role, 'DIRECTORY' as source, false as resting from counted_directory_user
union
select account_id, role, 'GROUP', false from mapped_role where priority is null or place = 1
union
select account_id, role, 'MANUAL', bool_and(rests(account_id, known, directory_user_id)) from role_grant group by account_id, role;

-- What a page says and does not say.
alter table staged_user add column dp_id text;
alter table staged_user add column groups_missing boolean not null default false;
-- What of a directory's pages could not be read.
alter table sync_run_directory add column unreadable text;
