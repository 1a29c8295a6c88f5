# Follows Rollcall's change feed: ROLLCALL_URL=http://localhost:8080 ROLLCALL_READER_TOKEN=… DATABASE=users.db python3 feed.py
import json, os, sqlite3, sys, time
from http.client import HTTPException
from urllib.request import Request, urlopen

URL = os.environ["ROLLCALL_URL"] + "/api/v1/changes?limit=100&wait=30s&after="
HEADERS = {"Authorization": "Bearer " + os.environ["ROLLCALL_READER_TOKEN"]}
database = sqlite3.connect(os.environ["DATABASE"])
database.executescript("""
    create table if not exists users (id text primary key, user text not null);
    create table if not exists place (one integer primary key, after integer not null);
    insert or ignore into place values (1, 0);""")


def take(change):
    if change["kind"] == "user.merged":
        database.execute("delete from users where id = ?", [change["user"]["id"]])
    else:
        database.execute("insert or replace into users values (?, ?)", [change["user"]["id"], json.dumps(change["user"])])


while True:
    [after] = database.execute("select after from place").fetchone()
    try:
        with urlopen(Request(URL + str(after), headers=HEADERS), timeout=60) as answer:
            changes = json.load(answer)
    except (OSError, HTTPException, ValueError) as failed:
        print(failed, file=sys.stderr)
        time.sleep(1)  # and again from the same place
        continue
    with database:  # one transaction: the changes and how far they go
        for change in changes["data"]:
            take(change)
        database.execute("update place set after = ?", [int(changes["next_cursor"])])
