-- Whoever looks for the members of a group reads all of the index that is not sorted in yet, which was up to 4 MB after many users have come.
-- Nodes of the version before do not notice.
alter index directory_user_by_group set (gin_pending_list_limit = 256);
select gin_clean_pending_list('directory_user_by_group');
