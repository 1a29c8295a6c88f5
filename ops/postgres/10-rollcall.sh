#!/bin/sh
# The image runs this once, when it makes the database: Rollcall gets a user of its own, who owns its database and nothing else.
set -eu
export ROLLCALL_PASSWORD="${ROLLCALL_PASSWORD:-$(cat /run/secrets/SPRING_DATASOURCE_PASSWORD)}"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
\getenv password ROLLCALL_PASSWORD
create role rollcall login password :'password';
alter database :"DBNAME" owner to rollcall;
SQL
