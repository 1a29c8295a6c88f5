-- Whether a page had somebody with the address that the run is about: also one who has left, of whom the address is not taken.
alter table staged_user add column sought boolean not null default false;
