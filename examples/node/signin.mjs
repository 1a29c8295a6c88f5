// Asks Rollcall when somebody signs in, and remembers the answer until a push says that it has changed.
// ROLLCALL_URL=http://localhost:8080 ROLLCALL_READER_TOKEN=… ROLLCALL_PUSH_SECRET=whsec_… PORT=8092 node signin.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { ROLLCALL_URL, ROLLCALL_READER_TOKEN, ROLLCALL_PUSH_SECRET, PORT } = process.env;
const KEY = Buffer.from(ROLLCALL_PUSH_SECRET.slice('whsec_'.length), 'base64');
const answers = new Map(); // by query: at which push, until when it counts, and the user or undefined
let pushes = 0;

async function user(query) {
  const known = answers.get(query);
  if (known?.at === pushes && known.until > Date.now()) return known.user;
  const at = pushes;
  const answer = await fetch(`${ROLLCALL_URL}/api/v1/users?${query}&status=ACTIVE`,
    { headers: { authorization: `Bearer ${ROLLCALL_READER_TOKEN}` } });
  if (!answer.ok) throw new Error(`Rollcall answered ${answer.status}`);
  const [found] = (await answer.json()).data;
  answers.set(query, { at, until: Date.now() + 60_000, user: found });
  return found;
}

function isFromRollcall(headers, body) {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
  const expected = Buffer.from(createHmac('sha256', KEY).update(signed).update(body).digest('base64'));
  return Math.abs(Date.now() / 1000 - headers['webhook-timestamp']) < 300 &&
    (headers['webhook-signature'] ?? '').split(' ').map(one => Buffer.from(one.replace('v1,', '')))
      .some(one => one.length === expected.length && timingSafeEqual(one, expected));
}

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  if (request.method === 'POST') {
    if (!isFromRollcall(request.headers, body)) return response.writeHead(401).end();
    pushes++;
    return response.writeHead(204).end();
  }
  const { searchParams } = new URL(request.url, 'http://localhost'); // ?organization_id=…&email=…
  const found = await user(searchParams.toString()).catch(failed => console.error(failed.message) ?? null);
  if (found === null) return response.writeHead(503).end(); // nobody gets in on a guess
  if (!found) return response.writeHead(403).end();
  response.end(JSON.stringify({ id: found.id, roles: found.roles.filter(role => !role.resting).map(role => role.name) }));
}).listen(Number(PORT), '127.0.0.1');
