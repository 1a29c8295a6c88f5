# Takes the changes that Rollcall pushes: ROLLCALL_PUSH_SECRET=whsec_… PORT=8092 python3 push.py
import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

KEY = base64.b64decode(os.environ["ROLLCALL_PUSH_SECRET"].removeprefix("whsec_"))
users = {}  # your table: for each user the last cursor, and the user or None
lock = Lock()  # your transaction


def take(change):  # may come more than once, and after one that is newer
    user, cursor = change["user"], int(change["cursor"])
    if cursor > users.get(user["id"], (0, None))[0]:
        users[user["id"]] = (cursor, None if change["kind"] == "user.merged" else user)


def is_from_rollcall(headers, body):  # as https://www.standardwebhooks.com says
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256))
    return any(hmac.compare_digest(one.encode(), expected) for one in (headers["webhook-signature"] or "").split()) \
        and abs(time.time() - int(headers["webhook-timestamp"])) < 300


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps([user for _, user in list(users.values()) if user]).encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        genuine = is_from_rollcall(self.headers, body)
        with lock:
            for change in json.loads(body)["data"] if genuine else []:
                take(change)
        self.send_response(204 if genuine else 401)  # 204 confirms them: not before they are kept
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Application).serve_forever()
