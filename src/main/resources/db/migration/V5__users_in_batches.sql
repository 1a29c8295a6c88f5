-- A directory user that is seen again only gets another instant: with room on its page, no index has to be written.
alter table directory_user set (fillfactor = 60);
