-- Whoever looks for the members of a group reads all of the index that is not sorted in yet, which was up to 4 MB after many users have come.
select gin_clean_pending_list('directory_user_by_group');
