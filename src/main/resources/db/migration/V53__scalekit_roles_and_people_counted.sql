-- The names of the roles that Scalekit has, as a run of everything was told last, to suggest them and to say which mapped role is none of
-- them. None is known while there is no row.
create table scalekit_role (
    name text collate "C" primary key
);

-- How many people are in a directory, without looking at them.
create index directory_user_counted on directory_user (organization_id, directory_id) where active;
