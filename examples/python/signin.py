# Asks Rollcall when somebody signs in, and remembers the answer until a push says that it has changed.
# ROLLCALL_URL=http://localhost:8080 ROLLCALL_READER_TOKEN=… ROLLCALL_PUSH_SECRET=whsec_… PORT=8092 python3 signin.py
import base64, hashlib, hmac, json, os, time
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

HEADERS = {"Authorization": "Bearer " + os.environ["ROLLCALL_READER_TOKEN"]}
KEY = base64.b64decode(os.environ["ROLLCALL_PUSH_SECRET"].removeprefix("whsec_"))
answers = {}  # by organization and address: until when it counts, and the user or None


def user(organization, email):
    memory = answers
    until, found = memory.get((organization, email), (0, None))
    if until < time.time():
        query = urlencode({"organization_id": organization, "email": email, "status": "ACTIVE"})
        with urlopen(Request(f"{os.environ['ROLLCALL_URL']}/api/v1/users?{query}", headers=HEADERS), timeout=10) as answer:
            found = next(iter(json.load(answer)["data"]), None)
        memory.clear() if len(memory) > 10_000 else None
        memory[organization, email] = (time.time() + 60, found)  # lost if a push has come meanwhile
    return found


def is_from_rollcall(headers, body):  # as https://www.standardwebhooks.com says
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256))
    return any(hmac.compare_digest(one.encode(), expected) for one in (headers["webhook-signature"] or "").split()) \
        and abs(time.time() - int(headers["webhook-timestamp"])) < 300


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)
        try:
            found = user(asked["organization_id"][0], asked["email"][0])
            self.send_response(200 if found else 403)
        except (KeyError, OSError, HTTPException, ValueError) as failed:
            found = None
            self.send_response(400 if isinstance(failed, KeyError) else 503)  # nobody gets in on a guess
        self.end_headers()
        if found:
            roles = [role["name"] for role in found["roles"] if not role.get("resting")]
            self.wfile.write(json.dumps({"id": found["id"], "roles": roles}).encode())

    def do_POST(self):
        global answers
        body = self.rfile.read(int(self.headers["content-length"]))
        genuine = is_from_rollcall(self.headers, body)
        if genuine:
            answers = {}
        self.send_response(204 if genuine else 401)
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Application).serve_forever()
