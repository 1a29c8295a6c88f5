# Asks Rollcall when somebody signs in, and remembers the answer until a push says that it has changed.
# ROLLCALL_URL=http://localhost:8080 ROLLCALL_READER_TOKEN=… ROLLCALL_PUSH_SECRET=whsec_… PORT=8092 python3 signin.py
import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

HEADERS = {"Authorization": "Bearer " + os.environ["ROLLCALL_READER_TOKEN"]}
KEY = base64.b64decode(os.environ["ROLLCALL_PUSH_SECRET"].removeprefix("whsec_"))
answers, pushes = {}, 0  # by query: at which push, until when it counts, and the user or None


def user(query):  # such as organization_id=…&email=…
    at, until, found = answers.get(query, (None, 0, None))
    if at != pushes or until < time.time():
        at = pushes
        request = Request(f"{os.environ['ROLLCALL_URL']}/api/v1/users?{query}&status=ACTIVE", headers=HEADERS)
        with urlopen(request, timeout=10) as answer:
            found = next(iter(json.load(answer)["data"]), None)
        answers[query] = (at, time.time() + 60, found)
    return found


def is_from_rollcall(headers, body):  # as https://www.standardwebhooks.com says
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256))
    return any(hmac.compare_digest(one.encode(), expected) for one in (headers["webhook-signature"] or "").split()) \
        and abs(time.time() - int(headers["webhook-timestamp"])) < 300


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            found = user(urlsplit(self.path).query)
            self.send_response(200 if found else 403)
        except OSError:
            found = None
            self.send_response(503)  # nobody gets in on a guess
        self.end_headers()
        if found:
            roles = [role["name"] for role in found["roles"] if not role.get("resting")]
            self.wfile.write(json.dumps({"id": found["id"], "roles": roles}).encode())

    def do_POST(self):
        global pushes
        body = self.rfile.read(int(self.headers["content-length"]))
        genuine = is_from_rollcall(self.headers, body)
        pushes += genuine
        self.send_response(204 if genuine else 401)
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Application).serve_forever()
